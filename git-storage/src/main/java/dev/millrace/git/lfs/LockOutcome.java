package dev.millrace.git.lfs;

/** Outcome of a request to lock a file. */
public sealed interface LockOutcome {

    /** It is locked now. */
    record Locked(LfsLock lock) implements LockOutcome {}

    /** It was already locked, by any owner. */
    record AlreadyLocked(LfsLock existing) implements LockOutcome {}
}
