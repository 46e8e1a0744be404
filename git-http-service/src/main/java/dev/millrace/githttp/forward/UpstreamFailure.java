package dev.millrace.githttp.forward;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An upstream was not asked, did not answer, or said no. The message is for the one who pushes; it holds no secret. */
public final class UpstreamFailure extends IOException {

    private static final long serialVersionUID = 1L;
    private static final Duration RETRY = Duration.ofSeconds(30);

    /** What it means. */
    enum Kind {
        /** there is no way to it: refused by the guard, not listening, too slow, cut */
        UNREACHABLE,
        /** it does not accept our login */
        UNAUTHORIZED,
        /** it accepts the login, and says no */
        FORBIDDEN,
        /** it wants fewer calls */
        LIMITED,
        /** it failed, or does not speak as a Git server does */
        BROKEN
    }

    private final Kind kind;

    UpstreamFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    UpstreamFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What it says, for people. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** HTTP status for our client. Never 401: its own login is not what was refused. */
    public int status() {
        return switch (kind) {
            case UNREACHABLE, BROKEN -> 502;
            case UNAUTHORIZED, FORBIDDEN -> 403;
            case LIMITED -> 503;
        };
    }

    /** When to come back, if that would help. */
    public Optional<Duration> retryAfter() {
        return kind == Kind.LIMITED ? Optional.of(RETRY) : Optional.empty();
    }
}
