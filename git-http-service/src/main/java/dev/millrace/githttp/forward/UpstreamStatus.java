package dev.millrace.githttp.forward;

import dev.millrace.upstream.UpstreamFailure;
import java.util.OptionalInt;

/**
 * HTTP statuses for clients that push to a mirror, the same over Git and over LFS. Never 401: the client's own credential is
 * not what was rejected.
 */
public final class UpstreamStatus {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;

    private UpstreamStatus() {}

    /** A push that is not accepted now. */
    public static int of(PushRoute.Closed closed) {
        return switch (closed) {
            case PushRoute.ImportRunning _, PushRoute.FirstSyncRunning _, PushRoute.NeverSynced _ -> CONFLICT;
            case PushRoute.UpstreamReadOnly _, PushRoute.AppNotInstalled _ -> FORBIDDEN;
        };
    }

    /** A failure of the upstream. */
    public static int of(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.CredentialRejected _, UpstreamFailure.AccessDenied _ -> FORBIDDEN;
            case UpstreamFailure.NotFound _, UpstreamFailure.RequestRejected _ -> FORBIDDEN;
            case UpstreamFailure.RedirectRejected _, UpstreamFailure.Unsupported _ -> FORBIDDEN;
            case UpstreamFailure.RateLimited _ -> UNAVAILABLE;
            case UpstreamFailure.AddressRejected _, UpstreamFailure.Unreachable _ -> BAD_GATEWAY;
            case UpstreamFailure.UnexpectedResponse _, UpstreamFailure.ServerError _ -> BAD_GATEWAY;
        };
    }

    /** An LFS object that is not accepted. */
    public static int of(ObjectAnswer.Refused refused) {
        return switch (refused) {
            case ObjectAnswer.PushClosed(PushRoute.Closed closed) -> of(closed);
            case ObjectAnswer.Rejected(OptionalInt error, String message) -> ofRejected(error.orElse(UNPROCESSABLE));
            case ObjectAnswer.Malformed _ -> BAD_GATEWAY;
            case ObjectAnswer.Failed(UpstreamFailure failure, String message) -> of(failure);
        };
    }

    /** An error of the upstream is passed on, whatever it means; a status that is no error is a malformed response. */
    private static int ofRejected(int error) {
        if (error == UNAUTHORIZED) {
            return FORBIDDEN;
        }
        return error >= 400 && error < 600 ? error : BAD_GATEWAY;
    }
}
