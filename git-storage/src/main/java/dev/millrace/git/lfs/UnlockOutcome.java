package dev.millrace.git.lfs;

/** Outcome of a request to unlock a file. */
public sealed interface UnlockOutcome {

    /** It is unlocked now. */
    record Unlocked(LfsLock lock) implements UnlockOutcome {}

    /** It belongs to another owner, and force was not set. */
    record NotYours(LfsLock lock) implements UnlockOutcome {}

    /** The repository has no such lock. */
    record NoSuchLock() implements UnlockOutcome {}
}
