package dev.millrace.kit.error;

import dev.millrace.kit.request.RequestId;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Error responses with a {@link ProblemBody}. */
public final class ProblemResponse {

    private ProblemResponse() {}

    /**
     * The response for an error that is not our own, with {@code Retry-After} if it has a time, and a challenge if the status
     * is 401.
     */
    public static Response of(MillraceException failure) {
        var response = of(failure.status(), failure.message(), failure.code().orElse(null));
        failure.retryAfter().ifPresent(time -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, time.toSeconds())));
        if (failure.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"");
        }
        return response.build();
    }

    static Response.ResponseBuilder of(int status, String text, @Nullable String code) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ProblemBody.of(status, text, code, RequestId.current()));
    }
}
