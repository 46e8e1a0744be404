package dev.millrace.sync.upstream;

import java.time.Instant;

/** The result of comparing an installation's repositories with what the forge lists. */
sealed interface ListOutcome {

    /**
     * They are the same now.
     *
     * @param differences repositories that no event had reported as they are
     */
    record Complete(int differences) implements ListOutcome {}

    /** An event came meanwhile, or the forge's list changed while it was read: it is to be read again. */
    record Overtaken() implements ListOutcome {}

    /** The forge's rate limit was reached. */
    record RateLimited(Instant retryAt) implements ListOutcome {}

    /** The forge did not list them. */
    record Failed(String reason) implements ListOutcome {}
}
