package dev.millrace.git.retention;

/**
 * One thing that is not as it should be.
 *
 * @param subject key of the object in the store, id of a Git object, or name of a ref
 * @param detail for people
 */
public record AuditProblem(Kind kind, String subject, String detail) {

    /** What is wrong, and how much that matters. */
    public enum Kind {
        /** the manifest has a file that the store has not */
        MISSING_FILE(true),
        /** the store has it with another size, or other content */
        WRONG_FILE(true),
        /** the store has a pack's file that neither the manifest nor an upload knows; costs room, breaks nothing */
        UNKNOWN_FILE(true),
        /** a Git object cannot be read, or is not what its id says */
        CORRUPT_OBJECT(true),
        /** something refers to a Git object that is not there */
        MISSING_OBJECT(true),
        /** the index of a pack does not fit it */
        CORRUPT_INDEX(true),
        /** a branch points to something that is no commit */
        NO_COMMIT(true),
        /** a Git object that is readable and breaks a rule of form; public history is full of them */
        MALFORMED_OBJECT(false);

        private final boolean damage;

        Kind(boolean damage) {
            this.damage = damage;
        }

        /** Whether something has to be done about it. */
        public boolean isDamage() {
            return damage;
        }
    }
}
