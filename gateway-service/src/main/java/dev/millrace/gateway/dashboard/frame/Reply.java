package dev.millrace.gateway.dashboard.frame;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.util.List;
import java.util.Optional;

/**
 * The response of the API to a call of a page.
 *
 * @param status HTTP status
 * @param json its body; a missing node if it has none
 * @param cookies the headers {@code Set-Cookie}, for the browser
 */
public record Reply(int status, JsonNode json, List<String> cookies) {

    /** Whether the call succeeded. */
    public boolean isOk() {
        return status / 100 == 2;
    }

    /** What is wrong, for people; empty if the call succeeded. */
    public Optional<Problem> problem() {
        return isOk()
                ? Optional.empty()
                : Optional.of(new Problem(
                        json.path("code").asText(""), json.path("error").asText("error " + status)));
    }

    /**
     * The body of a call that succeeded.
     *
     * @throws MillraceException with the status and the text of the error, which becomes a page
     */
    public JsonNode require() {
        Optional<Problem> problem = problem();
        if (problem.isPresent()) {
            ErrorKind kind = status >= 500 ? ErrorKind.UPSTREAM : ErrorKind.CALLER;
            throw MillraceException.of(kind, status, problem.get().text())
                    .withCode(problem.get().code());
        }
        return json;
    }

    /**
     * Why a call failed.
     *
     * @param code identifies the reason; empty text if it has no name
     * @param text for people
     */
    public record Problem(String code, String text) {}
}
