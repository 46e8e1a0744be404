package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.CancelOutcome;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** Stops builds; scope {@code git:write}. */
@Path("/api/builds/{id}/cancel")
@RunOnVirtualThread
@RolesAllowed(Roles.GIT_WRITE)
class CancelResource {

    private final Database database;
    private final BuildAccess access;
    private final Builds builds;
    private final Checks checks;
    private final CurrentCaller currentCaller;

    CancelResource(Database database, BuildAccess access, Builds builds, Checks checks, CurrentCaller currentCaller) {
        this.database = database;
        this.access = access;
        this.builds = builds;
        this.checks = checks;
        this.currentCaller = currentCaller;
    }

    /** 200 when no job runs and it is cancelled now, 202 when the workers of its running jobs will stop them, 409 when it has ended before. */
    @POST
    public Response cancel(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        return database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return switch (builds.cancel(tx, id, Actor.of(caller))) {
                case CancelOutcome.Cancelled cancelled -> changed(tx, id, Response.ok());
                case CancelOutcome.Stopping stopping -> changed(tx, id, Response.accepted());
                case CancelOutcome.AlreadyEnded(RunState state) ->
                    throw MillraceException.conflict("build %s has ended: %s".formatted(id, state.wireName()))
                            .withCode("build_ended");
                case CancelOutcome.Unknown unknown ->
                    throw MillraceException.notFound("there is no build " + id).withCode("build_missing");
            };
        });
    }

    private Response changed(Transaction tx, UUID id, Response.ResponseBuilder response) {
        checks.buildChanged(tx, id);
        return response.build();
    }
}
