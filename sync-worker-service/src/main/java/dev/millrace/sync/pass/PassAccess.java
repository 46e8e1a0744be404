package dev.millrace.sync.pass;

import dev.millrace.forge.InstallationToken;
import dev.millrace.forge.Redactor;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.sync.queue.SyncOutcome;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a pass reaches its upstream: the address and credential of each step, and what a failure there leads to. A token of an
 * installation that the upstream rejects, because it expired in the middle of a pass, is replaced once.
 */
final class PassAccess {

    private final LeasedMirror mirror;
    private final UpstreamMode mode;

    private boolean credentialRejected;
    private Optional<InstallationToken> token = Optional.empty();
    private Optional<InstallationToken> rejectedToken = Optional.empty();
    private Optional<URI> movedTo = Optional.empty();
    private Redactor redactor = Redactor.NONE;

    PassAccess(LeasedMirror mirror, UpstreamMode mode) {
        this.mirror = mirror;
        this.mode = mode;
    }

    /** To be called for every connection. */
    ResolveOutcome resolve() {
        ResolveOutcome outcome = mirror.resolve(rejectedToken);
        if (outcome instanceof ResolveOutcome.Resolved(UpstreamAccess access)) {
            token = access.token();
            rejectedToken = Optional.empty();
        }
        return outcome;
    }

    /** The upstream listed its refs. */
    void connected(UpstreamAccess access, Exchange exchange) {
        movedTo = exchange.movedTo();
        redactor = access.redactor();
    }

    /** A step ended well, so the credential is valid. */
    void confirm() {
        credentialRejected = false;
    }

    /** Where the repository is now according to the upstream, without secrets; empty if it is where it was. */
    Optional<String> movedTo() {
        return movedTo.map(URI::toString).map(redactor::redact);
    }

    /** How to authenticate for large files, which are where the refs were read; empty if access is not possible now. */
    Optional<UpstreamAccess> largeFiles() {
        return mirror.resolve(Optional.empty()) instanceof ResolveOutcome.Resolved(UpstreamAccess access)
                ? Optional.of(movedTo.map(access::at).orElse(access))
                : Optional.empty();
    }

    Step after(UpstreamFailure failure) {
        if (failure instanceof UpstreamFailure.CredentialRejected && token.isPresent() && !credentialRejected) {
            credentialRejected = true;
            rejectedToken = token;
            return new Step.Again();
        }
        return switch (failure) {
            case UpstreamFailure.CredentialRejected(String message) -> Step.refused(accessRefused(message));
            case UpstreamFailure.AccessDenied(String message) -> Step.refused(accessRefused(message));
            case UpstreamFailure.NotFound(String message) ->
                new Step.Ended(new SyncOutcome.Refused(accessRefused(message), true));
            case UpstreamFailure.Unsupported(String message) -> Step.refused(message);
            case UpstreamFailure.RateLimited(String message, Duration retryAfter) ->
                new Step.Ended(new SyncOutcome.Limited(message, retryAfter));
            case UpstreamFailure.AddressRejected(String message) -> Step.failed(message);
            case UpstreamFailure.Unreachable(String message) -> Step.failed(message);
            case UpstreamFailure.RequestRejected(String message) -> Step.failed(message);
            case UpstreamFailure.RedirectRejected(String message) -> Step.failed(message);
            case UpstreamFailure.UnexpectedResponse(String message) -> Step.failed(message);
            case UpstreamFailure.ServerError(String message) -> Step.failed(message);
        };
    }

    private String accessRefused(String reason) {
        return switch (mode) {
            case GITHUB_APP -> reason;
            case PUBLIC ->
                "authentication needed: the upstream may not be read without a credential (" + reason
                        + "); store a credential for it";
            case CREDENTIALS -> "authentication needed: " + reason + "; store or replace the credential";
        };
    }
}
