package dev.millrace.git.write;

/**
 * What became of one {@link RefEdit}.
 *
 * @param ref full name; {@code HEAD} for the change of the default branch
 * @param status what became of it
 * @param message for people; empty when there is nothing to say
 */
public record RefResult(String ref, Status status, String message) {

    /** Whether the ref is now as asked. */
    public boolean isApplied() {
        return status == Status.MOVED || status == Status.UNCHANGED;
    }

    /** What became of a ref. */
    public enum Status {
        /** Created, moved or deleted. */
        MOVED,
        /** It was as asked already. */
        UNCHANGED,
        /** It is not at the expected old value. */
        STALE,
        /** The move would leave commits behind, and force was not asked. */
        NOT_FAST_FORWARD,
        /** A ref of that name cannot stand beside another: {@code refs/heads/a} and {@code refs/heads/a/b}. */
        NAME_CONFLICT,
        /** Git does not allow the name, or it is longer than 1,024 bytes. */
        INVALID_NAME,
        /** The new object is not in the repository, or is no commit where a branch must point. */
        MISSING_OBJECT,
        /** The repository would grow beyond a limit. */
        OVER_LIMIT,
        /** Nothing wrong with it, but another edit of the atomic batch was refused. */
        ABORTED
    }
}
