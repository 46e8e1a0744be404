package dev.millrace.githttp.forward;

import dev.millrace.upstream.UpstreamFailure;

/** How a failure of an upstream is reported to our own clients, over Git and over LFS alike. */
public final class UpstreamStatus {

    private UpstreamStatus() {}

    /** HTTP status. Never 401: the client's own credential is not what was rejected. */
    public static int of(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.CredentialRejected c -> 403;
            case UpstreamFailure.AccessDenied a -> 403;
            case UpstreamFailure.NotFound n -> 403;
            case UpstreamFailure.RequestRejected r -> 403;
            case UpstreamFailure.RedirectRejected r -> 403;
            case UpstreamFailure.Unsupported u -> 403;
            case UpstreamFailure.RateLimited l -> 503;
            case UpstreamFailure.AddressRejected a -> 502;
            case UpstreamFailure.Unreachable u -> 502;
            case UpstreamFailure.UnexpectedResponse u -> 502;
            case UpstreamFailure.ServerError s -> 502;
        };
    }
}
