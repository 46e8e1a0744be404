package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import dev.millrace.pipeline.build.BuildAccess;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a job printed. */
@Path("/api/builds/{id}/jobs/{job}/log")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class LogResource {

    private final Database database;
    private final Builds builds;
    private final BuildAccess access;
    private final LogResponses responses;
    private final CurrentCaller currentCaller;

    LogResource(
            Database database, Builds builds, BuildAccess access, LogResponses responses, CurrentCaller currentCaller) {
        this.database = database;
        this.builds = builds;
        this.access = access;
        this.responses = responses;
        this.currentCaller = currentCaller;
    }

    /**
     * The log from byte {@code from} to {@code to}, or its last bytes if {@code from} is negative, as the job printed it, or with
     * {@code format=text} without escape sequences.
     * To follow a job, accept {@code text/event-stream}, or repeat from {@code Millrace-Log-Next} until {@code
     * Millrace-Log-Complete} is {@code true}. 404 when the caller has no such build or the build no such job, 410 when the log
     * was deleted after its retention, 503 when too many readers follow logs.
     */
    @GET
    public Response read(
            @PathParam("id") UUID id,
            @PathParam("job") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("format") @Nullable String format,
            @QueryParam("download") @Nullable String download,
            @Context HttpHeaders headers,
            @Context RoutingContext context) {
        Caller caller = currentCaller.load();
        var query = new LogQuery(from, to, format, download);
        query.range();
        JobRow job = database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return job(tx, id, name);
        });
        return responses.respond(job, query, headers, context);
    }

    private JobRow job(Transaction tx, UUID id, String name) {
        return builds.jobs(tx, id).stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow(() -> MillraceException.notFound("build %s has no job '%s'".formatted(id, name))
                        .withCode("job_missing"));
    }
}
