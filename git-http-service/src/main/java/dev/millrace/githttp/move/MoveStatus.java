package dev.millrace.githttp.move;

import dev.millrace.githttp.api.UpdateReason;
import dev.millrace.githttp.move.Refusal.Why;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import java.time.Duration;

/** How the API reports that nothing was moved: status, reason and code. */
public final class MoveStatus {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private MoveStatus() {}

    /** The HTTP status. */
    public static int of(Why why) {
        return switch (why) {
            case INVALID -> 400;
            case DENIED -> 403;
            case MISSING -> 404;
            case EXISTS, STALE, CONFLICT, OVERTAKEN, CLOSED, SYNC_RUNNING, UPSTREAM_REFUSED -> 409;
            case UNFULFILLED -> 412;
            case TOO_LARGE -> 413;
            case UPSTREAM_UNAVAILABLE -> 502;
        };
    }

    /** The reason in the object {@code result}. */
    public static UpdateReason reason(Why why) {
        return switch (why) {
            case INVALID -> UpdateReason.INVALID;
            case DENIED -> UpdateReason.FORBIDDEN;
            case MISSING -> UpdateReason.NOT_FOUND;
            case EXISTS, CONFLICT, OVERTAKEN, CLOSED, SYNC_RUNNING -> UpdateReason.CONFLICT;
            case STALE, UNFULFILLED -> UpdateReason.PRECONDITION_FAILED;
            case TOO_LARGE -> UpdateReason.PAYLOAD_TOO_LARGE;
            case UPSTREAM_REFUSED -> UpdateReason.FAILED;
            case UPSTREAM_UNAVAILABLE -> UpdateReason.UNAVAILABLE;
        };
    }

    /** The stable identifier in the body. */
    public static String code(Why why) {
        return switch (why) {
            case INVALID -> "invalid";
            case DENIED -> "denied_by_policy";
            case MISSING -> "not_found";
            case EXISTS -> "exists";
            case STALE -> "stale";
            case CONFLICT -> "conflict";
            case OVERTAKEN -> "overtaken";
            case UNFULFILLED -> "unfulfilled";
            case TOO_LARGE -> "payload_too_large";
            case CLOSED -> "closed_by_upstream";
            case SYNC_RUNNING -> "sync_in_progress";
            case UPSTREAM_REFUSED -> "upstream_refused";
            case UPSTREAM_UNAVAILABLE -> "upstream_unavailable";
        };
    }

    /** The response as an exception, for calls whose errors have no object {@code result}. */
    public static MillraceException exception(Refusal refusal) {
        ErrorKind kind = refusal.why() == Why.UPSTREAM_UNAVAILABLE ? ErrorKind.UPSTREAM : ErrorKind.CALLER;
        MillraceException failure =
                MillraceException.of(kind, of(refusal.why()), refusal.message()).withCode(code(refusal.why()));
        return refusal.why() == Why.SYNC_RUNNING || refusal.why() == Why.UPSTREAM_UNAVAILABLE
                ? failure.withRetryAfter(RETRY)
                : failure;
    }
}
