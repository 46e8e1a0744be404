package dev.millrace.sync.sync;

import dev.millrace.git.ref.RetainedCommit;

/** Outcome of {@link RestoreTip}. */
sealed interface RestoreOutcome {

    /** @param ref where it is now, full name */
    record Restored(String ref, RetainedCommit tip) implements RestoreOutcome {}

    /** Nothing that left this ref is kept any more, or not that commit. */
    record NotRetained(String ref) implements RestoreOutcome {}

    /** @param reason for people */
    record Refused(String reason) implements RestoreOutcome {}
}
