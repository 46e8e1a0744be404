package dev.millrace.forge;

import java.time.Instant;
import java.util.Optional;

/** A call to a forge did not succeed. The message is for logs and people; it never contains a credential. */
public final class ForgeFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the failure means for the caller. */
    public enum Kind {
        /** The forge refused our credentials twice, the second time fresh ones: park until an administrator acts. */
        AUTHENTICATION_REFUSED,
        /**
         * We are authenticated but not authorized: a permission is missing, or the installation is suspended. Do not repeat.
         */
        FORBIDDEN,
        /** Deleted, or hidden from us. Do not repeat. */
        NOT_FOUND,
        /** The forge understood the request and will never accept it; the message states why. */
        INVALID,
        /** Rate limit: nothing may be sent for this installation before {@link #retryAt()}. */
        RATE_LIMITED,
        /** Nothing was changed; try again later. */
        UNAVAILABLE,
        /** A write was sent, and its response was lost or was a server error: check first whether it was applied. */
        AMBIGUOUS,
        /** A response that does not match the forge's documentation: a redirect to another host, a body that is not JSON. */
        UNEXPECTED
    }

    private final Kind kind;
    private final int status;
    private final Optional<Instant> retryAt;

    ForgeFailure(Kind kind, int status, String message) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.retryAt = Optional.empty();
    }

    ForgeFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = 0;
        this.retryAt = Optional.empty();
    }

    ForgeFailure(int status, String message, Instant retryAt) {
        super(message);
        this.kind = Kind.RATE_LIMITED;
        this.status = status;
        this.retryAt = Optional.of(retryAt);
    }

    /** A rate limit: nothing may be sent before this time. */
    public static ForgeFailure rateLimited(String message, Instant retryAt) {
        return new ForgeFailure(429, message, retryAt);
    }

    /** The forge does not have it, or hides it from us. */
    public static ForgeFailure notFound(String message) {
        return new ForgeFailure(Kind.NOT_FOUND, 404, message);
    }

    /** The forge does not let us do it. */
    public static ForgeFailure forbidden(String message) {
        return new ForgeFailure(Kind.FORBIDDEN, 403, message);
    }

    /** No App is connected at a GitHub. */
    public static ForgeFailure noApp(String instance) {
        return new ForgeFailure(Kind.AUTHENTICATION_REFUSED, 0, "no GitHub App is connected at " + instance);
    }

    /** An App's private key cannot be read. */
    public static ForgeFailure unusableKey(RuntimeException cause) {
        return new ForgeFailure(Kind.AUTHENTICATION_REFUSED, String.valueOf(cause.getMessage()), cause);
    }

    /** What it means. */
    public Kind kind() {
        return kind;
    }

    /** HTTP status of the response, 0 if there was none, as for a call that was not sent. */
    public int status() {
        return status;
    }

    /** When the next request may be sent, by our clock; present exactly when the kind is {@code RATE_LIMITED}. */
    public Optional<Instant> retryAt() {
        return retryAt;
    }
}
