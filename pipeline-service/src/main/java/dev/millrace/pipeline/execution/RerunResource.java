package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.BuildBody;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.RerunOutcome;
import dev.millrace.pipeline.build.RerunScope;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.ShowBuild;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.registry.WorkflowRuns;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs builds again; scope {@code git:write}. */
@Path("/api/builds/{id}/rerun")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.GIT_WRITE)
class RerunResource {

    private final Database database;
    private final BuildAccess access;
    private final Builds builds;
    private final ShowBuild showBuild;
    private final Checks checks;
    private final WorkflowRuns workflowRuns;
    private final CurrentCaller currentCaller;

    RerunResource(
            Database database,
            BuildAccess access,
            Builds builds,
            ShowBuild showBuild,
            Checks checks,
            WorkflowRuns workflowRuns,
            CurrentCaller currentCaller) {
        this.database = database;
        this.access = access;
        this.builds = builds;
        this.showBuild = showBuild;
        this.checks = checks;
        this.workflowRuns = workflowRuns;
        this.currentCaller = currentCaller;
    }

    /**
     * Makes the attempt after this one, once: 201 with it, or 200 if it exists since an earlier request, whatever jobs that named.
     * 409 when the build has not ended, or only failed jobs were to run and none did.
     */
    @POST
    public Response rerun(@PathParam("id") UUID id, @Nullable RerunBody body) {
        Caller caller = currentCaller.load();
        RerunScope scope = scope(body == null ? null : body.jobs());
        return database.inTransaction(tx -> {
            if (workflowRuns.isDisabled(tx, access.load(tx, caller, id))) {
                throw MillraceException.conflict("the workflow of build %s is disabled".formatted(id))
                        .withCode("workflow_disabled");
            }
            return switch (builds.rerun(tx, id, scope, Actor.of(caller), caller.user())) {
                case RerunOutcome.Queued(BuildRow build) -> queued(tx, build);
                case RerunOutcome.AlreadyMade(BuildRow build) ->
                    Response.ok(showBuild.show(tx, build)).build();
                case RerunOutcome.NotEnded(RunState state) ->
                    throw MillraceException.conflict("build %s is %s; it can run again when it has ended"
                                    .formatted(id, state.wireName()))
                            .withCode("build_not_ended");
                case RerunOutcome.NothingFailed nothing ->
                    throw MillraceException.conflict("no job of build %s failed".formatted(id))
                            .withCode("nothing_failed");
                case RerunOutcome.TooMany(int most) ->
                    throw MillraceException.conflict("build %s is attempt %d; there can be no more".formatted(id, most))
                            .withCode("too_many_attempts");
                case RerunOutcome.Unknown unknown ->
                    throw MillraceException.notFound("there is no build " + id).withCode("build_missing");
            };
        });
    }

    private Response queued(Transaction tx, BuildRow build) {
        checks.buildChanged(tx, build.id());
        BuildBody body = showBuild.show(tx, build);
        return Response.created(URI.create("/api/builds/" + build.id()))
                .entity(body)
                .build();
    }

    private static RerunScope scope(@Nullable String jobs) {
        if (jobs == null) {
            return RerunScope.ALL;
        }
        return RerunScope.find(jobs)
                .orElseThrow(() ->
                        MillraceException.badRequest("'jobs' is '%s'; it must be 'all' or 'failed'".formatted(jobs)));
    }
}
