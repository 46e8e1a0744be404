package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Callers;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.CancelOutcome;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stops builds; scope {@code git:write}. */
@Path("/api/builds/{id}/cancel")
@RunOnVirtualThread
class CancelResource {

    private final Database database;
    private final BuildAccess access;
    private final Builds builds;
    private final Checks checks;
    private final Callers callers;

    CancelResource(Database database, BuildAccess access, Builds builds, Checks checks, Callers callers) {
        this.database = database;
        this.access = access;
        this.builds = builds;
        this.checks = checks;
        this.callers = callers;
    }

    /** 200 when it has not begun and is cancelled now, 202 when its worker will stop it, 409 when it has ended before. */
    @POST
    public Response cancel(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @PathParam("id") UUID id) {
        Caller caller = callers.authenticate(authorization);
        return database.inTransaction(tx -> {
            access.write(tx, caller, id);
            String who = caller.subject().isBlank() ? caller.team() : caller.subject();
            return switch (builds.cancel(tx, id, who)) {
                case CancelOutcome.Cancelled cancelled -> {
                    checks.buildChanged(tx, id);
                    yield Response.ok().build();
                }
                case CancelOutcome.Stopping stopping -> Response.accepted().build();
                case CancelOutcome.AlreadyEnded(RunState state) ->
                    throw MillraceException.conflict("build %s has ended: %s".formatted(id, state.wireName()))
                            .withCode("build_ended");
                case CancelOutcome.Unknown unknown ->
                    throw MillraceException.notFound("there is no build " + id).withCode("build_missing");
            };
        });
    }
}
