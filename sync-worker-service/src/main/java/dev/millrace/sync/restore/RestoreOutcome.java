package dev.millrace.sync.restore;

import dev.millrace.git.ref.RetainedCommit;

/** Outcome of {@link RestoreTip}. */
public sealed interface RestoreOutcome {

    /**
     * It is back.
     *
     * @param ref where it is now, full name
     */
    record Restored(String ref, RetainedCommit tip) implements RestoreOutcome {}

    /** No former tip of this ref is kept any more, or not that commit. */
    record NotRetained(String ref) implements RestoreOutcome {}

    /**
     * It cannot be restored there.
     *
     * @param reason human-readable
     */
    record Refused(String reason) implements RestoreOutcome {}
}
