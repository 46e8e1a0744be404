package dev.millrace.githttp.api;

import java.util.Locale;

/** Why a ref was not moved, in the words of the repository API. */
public enum UpdateReason {
    /** The request is wrong. */
    INVALID,
    /** The caller is not known. */
    UNAUTHORIZED,
    /** The caller, or a policy of its token, does not allow it. */
    FORBIDDEN,
    /** Something that the request names does not exist. */
    NOT_FOUND,
    /** Another update was faster, or the contents contradict each other. */
    CONFLICT,
    /** What the request requires of the repository is not so. */
    PRECONDITION_FAILED,
    /** A part of the request exceeds its limit. */
    PAYLOAD_TOO_LARGE,
    /** It took too long. */
    TIMEOUT,
    /** There is no capacity now, or the upstream does not respond. */
    UNAVAILABLE,
    /** Our fault. */
    INTERNAL,
    /** The upstream refused it. */
    FAILED;

    /** As sent. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason that an HTTP status expresses. */
    static UpdateReason ofStatus(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 408, 504 -> TIMEOUT;
            case 409 -> CONFLICT;
            case 412 -> PRECONDITION_FAILED;
            case 413 -> PAYLOAD_TOO_LARGE;
            case 429, 502, 503 -> UNAVAILABLE;
            default -> httpStatus >= 500 ? INTERNAL : INVALID;
        };
    }
}
