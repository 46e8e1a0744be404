package dev.millrace.kit.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An unexpected error that states whose fault it is. Its message is shown to callers: it contains the value, the rule and
 * the thing, and never a secret. Expected results of decisions are sealed outcomes, not exceptions.
 */
public class MillraceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorKind kind;
    private final int status;
    private final @Nullable String code;
    private final @Nullable Duration retryAfter;

    /**
     * @param status HTTP status that an edge answers with
     * @param code stable identifier for programs, for example {@code repository_missing}
     * @param retryAfter when a retry makes sense
     */
    public MillraceException(
            ErrorKind kind,
            int status,
            @Nullable String code,
            @Nullable Duration retryAfter,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** An exception of any kind, without code. */
    public static MillraceException of(ErrorKind kind, int status, String message) {
        return new MillraceException(kind, status, null, null, message, null);
    }

    /** 400: the request is invalid. */
    public static MillraceException badRequest(String message) {
        return of(ErrorKind.CALLER, 400, message);
    }

    /** 401: no valid proof of identity. */
    public static MillraceException unauthorized(String message) {
        return of(ErrorKind.CALLER, 401, message);
    }

    /** 403: authenticated, but not authorized. */
    public static MillraceException forbidden(String message) {
        return of(ErrorKind.CALLER, 403, message);
    }

    /** 404: no such thing, or not visible to this caller. */
    public static MillraceException notFound(String message) {
        return of(ErrorKind.CALLER, 404, message);
    }

    /** 409: the state of the thing does not allow it. */
    public static MillraceException conflict(String message) {
        return of(ErrorKind.CALLER, 409, message);
    }

    /** The same with a stable identifier for programs. */
    public MillraceException withCode(String newCode) {
        return new MillraceException(kind, status, newCode, retryAfter, message(), getCause());
    }

    /** The same with a time after which a retry makes sense. */
    public MillraceException withRetryAfter(Duration time) {
        return new MillraceException(kind, status, code, time, message(), getCause());
    }

    /** Whose fault it is. */
    public ErrorKind kind() {
        return kind;
    }

    /** HTTP status that an edge answers with. */
    public int status() {
        return status;
    }

    /** Stable identifier for programs. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    /** When a retry makes sense. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The text for the caller. */
    public String message() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
