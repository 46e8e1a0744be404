package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.ShowBuild;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs workflows; scope {@code git:write}. */
@Path("/api/workflows/{id}/runs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.GIT_WRITE)
class RunResource {

    private static final String KEY = "Idempotency-Key";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final Database database;
    private final WorkflowAccess access;
    private final RunWorkflow runWorkflow;
    private final ShowBuild showBuild;
    private final CurrentCaller currentCaller;

    RunResource(
            Database database,
            WorkflowAccess access,
            RunWorkflow runWorkflow,
            ShowBuild showBuild,
            CurrentCaller currentCaller) {
        this.database = database;
        this.access = access;
        this.runWorkflow = runWorkflow;
        this.showBuild = showBuild;
        this.currentCaller = currentCaller;
    }

    /**
     * Runs the newest version: 201 with the build, or 200 with the build of an earlier request with the same key, which must have
     * been the same. 409 if the workflow is disabled or retired, 422 if there is no such ref, 503 if the mirror cannot be asked.
     */
    @POST
    public Response run(@PathParam("id") UUID id, @HeaderParam(KEY) @Nullable String key, @Nullable NewRunBody body)
            throws InterruptedException {
        Caller caller = currentCaller.load();
        NewRunBody given = body == null ? new NewRunBody(null, null, null) : body;
        database.useTransaction(tx -> access.load(tx, caller, id));
        var request = new RunRequest(
                id,
                given.namedRef(),
                given.input(),
                WorkflowAccess.nameOf(caller),
                Optional.ofNullable(key).map(RunResource::key),
                caller.user());
        return switch (runWorkflow.handle(request)) {
            case RunWorkflowOutcome.Started(BuildRow build) ->
                Response.created(URI.create("/api/builds/" + build.id()))
                        .entity(database.inTransaction(tx -> showBuild.show(tx, build)))
                        .build();
            case RunWorkflowOutcome.Repeated(BuildRow build) ->
                Response.ok(database.inTransaction(tx -> showBuild.show(tx, build)))
                        .build();
            case RunWorkflowOutcome.OtherRequest other ->
                throw MillraceException.conflict("another request was made with this " + KEY)
                        .withCode("idempotency_key_used");
            case RunWorkflowOutcome.Disabled disabled ->
                throw MillraceException.conflict("workflow %s is disabled".formatted(id))
                        .withCode("workflow_disabled");
            case RunWorkflowOutcome.Retired retired ->
                throw MillraceException.conflict(
                                "the default branch does not define workflow %s any more".formatted(id))
                        .withCode("workflow_retired");
            case RunWorkflowOutcome.Unsuitable(String reason) -> throw MillraceException.badRequest(reason);
            case RunWorkflowOutcome.NoSuchRef(String reason) ->
                throw MillraceException.of(ErrorKind.CALLER, 422, reason).withCode("ref_missing");
            case RunWorkflowOutcome.Unreachable(String reason) ->
                throw MillraceException.of(ErrorKind.UPSTREAM, 503, "the mirror cannot be asked: " + reason)
                        .withRetryAfter(RETRY_AFTER);
            case RunWorkflowOutcome.Unknown unknown -> throw WorkflowAccess.missing(id);
        };
    }

    private static String key(String text) {
        if (!text.matches("[!-~]{1,255}")) {
            throw MillraceException.badRequest(KEY + " must have 1 to 255 visible ASCII characters");
        }
        return text;
    }
}
