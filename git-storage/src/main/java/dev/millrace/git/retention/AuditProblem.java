package dev.millrace.git.retention;

/**
 * One fault that an audit found.
 *
 * @param subject key of the object in the store, id of a Git object, or name of a ref
 * @param detail human-readable
 */
public record AuditProblem(Kind kind, String subject, String detail) {

    /** What is wrong, and how severe it is. */
    public enum Kind {
        /** the manifest has a file that the store does not have */
        MISSING_FILE(true),
        /** the store has it with another size or other content */
        WRONG_FILE(true),
        /** the store has a pack's file that neither the manifest nor an upload knows; uses space, breaks nothing */
        UNKNOWN_FILE(true),
        /** a Git object cannot be read, or does not match its id */
        CORRUPT_OBJECT(true),
        /** something refers to a Git object that is not there */
        MISSING_OBJECT(true),
        /** the index of a pack does not match it */
        CORRUPT_INDEX(true),
        /** a branch points to something that is not a commit */
        NO_COMMIT(true),
        /** a Git object that is readable but malformed; public history is full of them */
        MALFORMED_OBJECT(false);

        private final boolean damage;

        Kind(boolean damage) {
            this.damage = damage;
        }

        /** Whether action is needed. */
        public boolean isDamage() {
            return damage;
        }
    }
}
