package dev.millrace.git.lfs;

/** What became of the wish to unlock a file. */
public sealed interface UnlockOutcome {

    /** It is free now. */
    record Unlocked(LfsLock lock) implements UnlockOutcome {}

    /** Another owner's, and not forced. */
    record NotYours(LfsLock lock) implements UnlockOutcome {}

    /** The repository has no such lock. */
    record NoSuchLock() implements UnlockOutcome {}
}
