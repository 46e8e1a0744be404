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
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** What a job printed. */
@Path("/api/builds/{id}/jobs/{job}/log")
@RunOnVirtualThread
@RolesAllowed({Roles.ORG_READ, Roles.GIT_READ})
class LogResource {

    /** Offset to request next. */
    static final String NEXT = "Millrace-Log-Next";

    /** {@code true} once the log is complete. */
    static final String COMPLETE = "Millrace-Log-Complete";

    private final Database database;
    private final Builds builds;
    private final BuildAccess access;
    private final LogStore store;
    private final CurrentCaller currentCaller;

    LogResource(Database database, Builds builds, BuildAccess access, LogStore store, CurrentCaller currentCaller) {
        this.database = database;
        this.builds = builds;
        this.access = access;
        this.store = store;
        this.currentCaller = currentCaller;
    }

    /**
     * The log from byte {@code from} on, as the job printed it. To follow a job, repeat from {@code Millrace-Log-Next}
     * until {@code Millrace-Log-Complete} is {@code true}. 404 when the caller has no such build or the build no such job.
     */
    @GET
    public Response read(
            @PathParam("id") UUID id,
            @PathParam("job") String name,
            @QueryParam("from") @DefaultValue("0") String given) {
        Caller caller = currentCaller.load();
        long from = offset(given);
        return database.inTransaction(tx -> {
            access.load(tx, caller, id);
            return answer(tx, job(tx, id, name), from);
        });
    }

    private static long offset(String given) {
        try {
            long from = Long.parseLong(given);
            if (from >= 0) {
                return from;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw MillraceException.badRequest("'from' is '%s'; it must be a whole number, 0 or more".formatted(given));
    }

    private JobRow job(Transaction tx, UUID id, String name) {
        return builds.jobs(tx, id).stream()
                .filter(job -> job.name().equals(name))
                .findFirst()
                .orElseThrow(() -> MillraceException.notFound("build %s has no job '%s'".formatted(id, name))
                        .withCode("job_missing"));
    }

    private Response answer(Transaction tx, JobRow job, long from) {
        long end = Math.max(from, store.size(tx, job.ranIn(), job.position()));
        // octets as printed: the charset is what most jobs print, and X-Content-Type-Options keeps browsers from
        // guessing
        return Response.ok((StreamingOutput) output -> copy(job, from, end, output))
                .type("text/plain;charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.CONTENT_LENGTH, end - from)
                .header(NEXT, end)
                .header(COMPLETE, job.state().isEnd())
                .build();
    }

    /** Piece by piece, since callers may be many and slow, and logs large. */
    private void copy(JobRow job, long from, long end, OutputStream output) throws IOException {
        long offset = from;
        while (offset < end) {
            long next = offset;
            byte[] piece = database.inTransaction(tx -> store.read(tx, job.ranIn(), job.position(), next));
            if (piece.length == 0) {
                throw new IOException("the log of build %s ends at %d, before %d".formatted(job.ranIn(), next, end));
            }
            int length = (int) Math.min(piece.length, end - offset);
            output.write(piece, 0, length);
            offset += length;
        }
    }
}
