package dev.millrace.pipeline.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.http.WatchedOutput;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.JobRow;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The responses with a log: all of it or a part, as printed or as text, and as events that follow it. */
@Singleton
public final class LogResponses {

    /** Offset to request next. */
    static final String NEXT = "Millrace-Log-Next";

    /** {@code true} once the log is complete. */
    static final String COMPLETE = "Millrace-Log-Complete";

    private static final String EVENTS = "text/event-stream";
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(15);
    private static final Duration STALL = Duration.ofSeconds(20);
    private static final int SMALLEST_COMPRESSED = 1024;
    private static final int BUFFER = 64 * 1024;

    private final Database database;
    private final Logs logs;
    private final FollowLog followLog;
    private final LogReaders readers;
    private final ObjectMapper json;
    private final PipelineConfig config;

    LogResponses(
            Database database,
            Logs logs,
            FollowLog followLog,
            LogReaders readers,
            ObjectMapper json,
            PipelineConfig config) {
        this.database = database;
        this.logs = logs;
        this.followLog = followLog;
        this.readers = readers;
        this.json = json;
        this.config = config;
    }

    /**
     * The response to a request for a job's log, which its caller may read. Events if the request accepts {@code
     * text/event-stream} before anything else; see {@link LogQuery} for the rest.
     *
     * @throws MillraceException 400 for a query that is malformed, 410 if the log was deleted after its retention, 503 if too
     *     many readers follow logs
     */
    public Response respond(JobRow job, LogQuery query, HttpHeaders headers, RoutingContext context) {
        LogRange range = query.range();
        LogExtent extent = database.inTransaction(tx -> logs.extent(tx, job.ranIn(), job.position()));
        return switch (extent) {
            case LogExtent.Expired expired ->
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                410,
                                "the log was deleted: logs are kept for %d days"
                                        .formatted(config.logRetention().toDays()))
                        .withCode("log_expired");
            case LogExtent.Present(long bytes) ->
                asksForEvents(headers)
                        ? events(job, query.firstOfEvents(headers.getHeaderString("Last-Event-ID"), bytes), context)
                        : content(job, range.within(bytes), bytes, query, headers, context);
        };
    }

    private static boolean asksForEvents(HttpHeaders headers) {
        @Nullable String accept = headers.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null && accept.strip().toLowerCase(Locale.ROOT).startsWith(EVENTS);
    }

    private Response events(JobRow job, long from, RoutingContext context) {
        LogReaders.Place place = readers.take();
        context.addEndHandler(ended -> place.close());
        StreamingOutput body = output -> {
            // closed only after success: a response that broke off must not look complete
            var watched = new WatchedOutput(output, context, STALL);
            try (place) {
                var listener =
                        new LogEvents(watched, json, () -> context.response().closed() || readers.isStopping());
                listener.begin();
                followLog.follow(job, from, LONGEST_STREAM, listener);
                watched.close();
            } catch (InterruptedException e) {
                // the service stops; the reader connects to another instance
                Thread.currentThread().interrupt();
                throw new IOException("this instance stops", e);
            }
        };
        return Response.ok(body)
                .type(EVENTS)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // a proxy that buffers would hold back what the job prints
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Response content(
            JobRow job, LogRange range, long end, LogQuery query, HttpHeaders headers, RoutingContext context) {
        boolean compressed = range.length() >= SMALLEST_COMPRESSED && acceptsGzip(headers);
        StreamingOutput body = output -> {
            OutputStream watched = new WatchedOutput(output, context, STALL);
            OutputStream encoded = compressed ? new GZIPOutputStream(watched, BUFFER) : watched;
            copy(job, range, query.isText(), encoded);
            // only after success, as above
            encoded.close();
        };
        // octets as printed: the charset is what most jobs print, and X-Content-Type-Options keeps browsers from
        // guessing
        Response.ResponseBuilder response = Response.ok(body)
                .type("text/plain;charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.CONTENT_DISPOSITION, query.disposition(job))
                .header(HttpHeaders.VARY, "Accept, Accept-Encoding")
                .header(NEXT, range.to())
                .header(COMPLETE, job.state().isEnd() && range.to() >= end);
        if (compressed) {
            response.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        } else if (!query.isText()) {
            response.header(HttpHeaders.CONTENT_LENGTH, range.length());
        }
        return response.build();
    }

    private static boolean acceptsGzip(HttpHeaders headers) {
        @Nullable String accepted = headers.getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** Piece by piece, since callers may be many and slow, and logs large. */
    private void copy(JobRow job, LogRange range, boolean asText, OutputStream output) throws IOException {
        var stripper = new AnsiStripper(output);
        long offset = range.from();
        while (offset < range.to()) {
            byte[] piece = logs.read(job.ranIn(), job.position(), offset);
            if (piece.length == 0) {
                throw new IOException(
                        "the log of build %s ends at %d, before %d".formatted(job.ranIn(), offset, range.to()));
            }
            int length = (int) Math.min(piece.length, range.to() - offset);
            if (asText) {
                stripper.write(piece, length);
            } else {
                output.write(piece, 0, length);
            }
            offset += length;
        }
        stripper.finish();
    }
}
