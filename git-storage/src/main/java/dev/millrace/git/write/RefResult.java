package dev.millrace.git.write;

/**
 * Result of one {@link RefEdit}.
 *
 * @param ref full name; {@code HEAD} for the change of the default branch
 * @param status what happened to it
 * @param message human-readable; may be empty
 */
public record RefResult(String ref, Status status, String message) {

    /** Whether the ref is now as requested. */
    public boolean isApplied() {
        return status == Status.MOVED || status == Status.UNCHANGED;
    }

    /** What happened to a ref. */
    public enum Status {
        /** Created, moved or deleted. */
        MOVED,
        /** It was already as requested. */
        UNCHANGED,
        /** It does not have the expected old value. */
        STALE,
        /** The move would leave commits behind, and force was not set. */
        NOT_FAST_FORWARD,
        /** The name conflicts with another ref: {@code refs/heads/a} and {@code refs/heads/a/b}. */
        NAME_CONFLICT,
        /** Git does not allow the name, or it is longer than 1,024 bytes. */
        INVALID_NAME,
        /** The new object is not in the repository, or is not a commit where a branch must point to one. */
        MISSING_OBJECT,
        /** The repository would grow beyond a limit. */
        OVER_LIMIT,
        /** The edit is valid, but another edit of the atomic batch was rejected. */
        ABORTED
    }
}
