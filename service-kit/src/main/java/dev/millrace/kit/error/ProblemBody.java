package dev.millrace.kit.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error response: the fields of RFC 9457 and a plain string {@code error}. Sent as {@code
 * application/json}, since common clients parse no other type as JSON.
 *
 * @param error the text; the same as {@code detail}
 * @param type always {@code about:blank}
 * @param title the reason phrase of the status
 * @param status HTTP status
 * @param detail the text
 * @param code stable identifier for programs, if the case has one
 * @param requestId the id that our log lines carry
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProblemBody(
        String error,
        String type,
        String title,
        int status,
        String detail,
        @Nullable String code,
        @Nullable String requestId) {

    /** A body for this status and text. */
    public static ProblemBody of(int status, String text, @Nullable String code, @Nullable String requestId) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Error " + status : known.getReasonPhrase();
        return new ProblemBody(text, "about:blank", title, status, text, code, requestId);
    }
}
