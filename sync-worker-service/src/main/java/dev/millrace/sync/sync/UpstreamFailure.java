package dev.millrace.sync.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reading from an upstream did not work. The message is for people and holds no secret. */
final class UpstreamFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** What it means for the pass. */
    enum Kind {
        /** 401: the token is not accepted, perhaps only because it is an old one. */
        UNAUTHORIZED,
        /** 403 or 404: no such repository, or not for us. */
        NOT_ALLOWED,
        /** Too many calls. */
        LIMITED,
        /** What the upstream has is broken, or not of a form that we can take. */
        DAMAGED,
        /** What the upstream sends announces or holds more than this process accepts; the same comes again. */
        OVER_LIMIT,
        /** The upstream's objects are named by SHA-256. */
        UNSUPPORTED,
        /** A ref moved between the listing and the fetch, and its object is no longer given out: begin again. */
        OUTDATED,
        /** Anything else; it may pass. */
        TROUBLE
    }

    private final Kind kind;
    private final Duration pause;

    UpstreamFailure(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, Duration.ZERO, cause);
    }

    /** @param pause how long the forge wishes us to stay away */
    UpstreamFailure(Kind kind, String message, Duration pause, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.pause = pause;
    }

    /** How long the forge wishes us to stay away; zero unless it is {@link Kind#LIMITED}. */
    Duration pause() {
        return pause;
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
