package dev.millrace.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.kit.error.ProblemBody;
import dev.millrace.kit.request.RequestId;
import dev.millrace.kit.request.RequestLabel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Error responses written before or outside the resources: plain text for git, which shows it to its user, otherwise {@link
 * ProblemBody}. Call it on the event loop of the request.
 */
@Singleton
public class EarlyResponses {

    private final ObjectMapper json;

    EarlyResponses(ObjectMapper json) {
        this.json = json;
    }

    /** Writes the response; does nothing if one has begun. */
    public void send(HttpServerRequest request, int status, String text) {
        send(request, status, text, null);
    }

    /** The same with {@code Retry-After}. */
    public void send(HttpServerRequest request, int status, String text, @Nullable Duration retryAfter) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        RequestLabel.set(request, "rejected");
        String id = requestId(request);
        boolean git = isFromGit(request);
        response.setStatusCode(status)
                .putHeader("Content-Type", contentType(git))
                .putHeader(RequestId.HEADER, id);
        if (retryAfter != null) {
            response.putHeader(
                    "Retry-After",
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        response.end(body(git, status, text, id));
    }

    /** Media type of {@link #body}. */
    public static String contentType(boolean git) {
        return git ? "text/plain; charset=utf-8" : "application/json";
    }

    /**
     * Body of an error response.
     *
     * @param git whether git reads it
     */
    public Buffer body(boolean git, int status, String text, String requestId) {
        if (git) {
            return Buffer.buffer(text + " (request " + requestId + ")\n");
        }
        try {
            return Buffer.buffer(json.writeValueAsBytes(ProblemBody.of(status, text, null, requestId)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always writable", e);
        }
    }

    /** Whether git sent the request: it prints plain text, not JSON. */
    public static boolean isFromGit(HttpServerRequest request) {
        String agent = request.getHeader("User-Agent");
        return agent != null && agent.startsWith("git/");
    }

    private static String requestId(HttpServerRequest request) {
        String given = request.getHeader(RequestId.HEADER);
        return given != null && RequestId.isAcceptable(given)
                ? given
                : UUID.randomUUID().toString();
    }
}
