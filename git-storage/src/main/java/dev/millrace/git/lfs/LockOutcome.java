package dev.millrace.git.lfs;

/** What became of the wish to lock a file. */
public sealed interface LockOutcome {

    /** It is locked now. */
    record Locked(LfsLock lock) implements LockOutcome {}

    /** It was locked before, by whomever. */
    record AlreadyLocked(LfsLock existing) implements LockOutcome {}
}
