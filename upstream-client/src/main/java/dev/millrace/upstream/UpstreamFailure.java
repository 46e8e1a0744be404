package dev.millrace.upstream;

import java.time.Duration;

/**
 * Why a request to an upstream failed. Messages are for people: one line each, and free of credentials, since whatever an
 * upstream returned in them is redacted.
 */
public sealed interface UpstreamFailure {

    /** For people. */
    String message();

    /** The guard on outbound addresses rejects its address, or its host has none. Nothing was sent. */
    record AddressRejected(String message) implements UpstreamFailure {}

    /** No connection, or one that broke, timed out or was too slow. */
    record Unreachable(String message) implements UpstreamFailure {}

    /** It does not accept the credential, or demands one. */
    record CredentialRejected(String message) implements UpstreamFailure {}

    /** It accepts the credential but not for this repository; or we may not send it one. */
    record AccessDenied(String message) implements UpstreamFailure {}

    /** No such repository, or it is hidden from us. */
    record NotFound(String message) implements UpstreamFailure {}

    /** It understood the request and rejects it for another reason. */
    record RequestRejected(String message) implements UpstreamFailure {}

    /**
     * Too many requests.
     *
     * @param retryAfter how long to send none, more than zero and at most two hours
     */
    record RateLimited(String message, Duration retryAfter) implements UpstreamFailure {}

    /** It redirects to another origin, which would see the credential. */
    record RedirectRejected(String message) implements UpstreamFailure {}

    /** The repository has a form that Millrace cannot read. */
    record Unsupported(String message) implements UpstreamFailure {}

    /** The response is not what a Git or LFS server sends. */
    record UnexpectedResponse(String message) implements UpstreamFailure {}

    /** It failed by itself. */
    record ServerError(String message) implements UpstreamFailure {}
}
