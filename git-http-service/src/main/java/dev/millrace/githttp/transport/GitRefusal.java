package dev.millrace.githttp.transport;

import dev.millrace.githttp.admission.ClonePermit;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.UpstreamStatus;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.request.RequestId;
import dev.millrace.upstream.UpstreamFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * How a refusal is reported to a Git client. Only this type knows which status a reason has.
 *
 * @param status HTTP status
 * @param message one line, which git shows after {@code remote:}
 * @param retryAfter when the client may retry; empty if it is not known, or a retry will not help
 */
record GitRefusal(int status, String message, Optional<Duration> retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(5);

    GitRefusal(int status, String message) {
        this(status, message, Optional.empty());
    }

    /** A fetch that is not served now. */
    static GitRefusal of(FetchRefusal reason) {
        return switch (reason) {
            case FetchRefusal.NoClonePermit(ClonePermit.Refused permit) -> of(permit);
            case FetchRefusal.AtCapacity() -> soon(503, "the server is busy; " + tryAgain());
            case FetchRefusal.NoPackingMemory(String message) -> soon(503, message);
        };
    }

    private static GitRefusal of(ClonePermit.Refused reason) {
        return switch (reason) {
            case ClonePermit.RepositoryAtLimit(int clones) ->
                soon(429, "%d clones of this repository are being made; %s".formatted(clones, tryAgain()));
            case ClonePermit.TeamAtLimit(int clones) ->
                soon(429, "%d clones of this team are being made; %s".formatted(clones, tryAgain()));
            case ClonePermit.InstanceAtLimit(int clones) ->
                soon(503, "%d clones are being made here; %s".formatted(clones, tryAgain()));
            case ClonePermit.Stopping() -> soon(503, "the server is stopping; try again soon");
        };
    }

    /** A push that is not accepted now. */
    static GitRefusal of(PushRoute.Closed closed) {
        return new GitRefusal(UpstreamStatus.of(closed), closed.message());
    }

    /** An upstream that does not return its refs for a push. */
    static GitRefusal of(UpstreamFailure failure) {
        Optional<Duration> retryAfter = failure instanceof UpstreamFailure.RateLimited limited
                ? Optional.of(limited.retryAfter())
                : Optional.empty();
        return new GitRefusal(UpstreamStatus.of(failure), failure.message(), retryAfter);
    }

    /** A failure that carries its status; the message of one that is our own fault is in the log only. */
    static GitRefusal of(MillraceException failure) {
        return failure.status() < 500 ? new GitRefusal(failure.status(), failure.message()) : failed(failure.status());
    }

    /** A failure of ours. */
    static GitRefusal failed() {
        return failed(500);
    }

    private static GitRefusal failed(int status) {
        return new GitRefusal(status, "internal error; the request id finds it in our log: " + RequestId.current());
    }

    /** No connection permit or request permit was free in time. */
    static GitRefusal busy() {
        return soon(503, "too many fetches and pushes at once; try again soon");
    }

    /** A path that names no repository. */
    static GitRefusal malformedPath(String reason) {
        return new GitRefusal(400, reason);
    }

    static GitRefusal malformedGzip() {
        return new GitRefusal(400, "the body is not valid gzip");
    }

    static GitRefusal truncatedBody() {
        return new GitRefusal(400, "the request ended early");
    }

    static GitRefusal tooLarge(RequestTooLarge tooLarge) {
        return new GitRefusal(413, String.valueOf(tooLarge.getMessage()));
    }

    static GitRefusal unsupportedEncoding() {
        return new GitRefusal(415, "a body is sent as it is or as gzip");
    }

    static GitRefusal wrongType(String service) {
        return new GitRefusal(415, "the body must be of type application/x-%s-request".formatted(service));
    }

    static GitRefusal dumbProtocol() {
        return new GitRefusal(403, "this server speaks the smart HTTP protocol only; use git 1.6.6 or newer");
    }

    static GitRefusal unknownService() {
        return new GitRefusal(403, "there is no service of that name");
    }

    /** @param repository its name */
    static GitRefusal writeOnly(String repository) {
        return new GitRefusal(403, "%1$s+import.git takes pushes only: read from %1$s.git".formatted(repository));
    }

    static GitRefusal unknownPath() {
        return new GitRefusal(404, "there is nothing under this path of a repository");
    }

    static GitRefusal unknownBundle() {
        return new GitRefusal(404, "this bundle is no longer offered");
    }

    static GitRefusal unsatisfiableRange() {
        return new GitRefusal(416, "the bundle has no such bytes");
    }

    private static GitRefusal soon(int status, String message) {
        return new GitRefusal(status, message, Optional.of(SOON));
    }

    private static String tryAgain() {
        return "try again in %d s".formatted(SOON.toSeconds());
    }
}
