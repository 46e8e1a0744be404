package dev.millrace.gateway.repository;

import java.time.Instant;

/** The result of a check of an installation's repositories. */
sealed interface ReadersOutcome {

    /**
     * Everything that was due was read.
     *
     * @param failed repositories of which the forge did not state who may read them, 0 or more
     */
    record Complete(int failed) implements ReadersOutcome {}

    /** The forge's rate limit was reached: nothing may be sent before this time. */
    record RateLimited(Instant retryAt) implements ReadersOutcome {}

    /** The forge did not send what it was asked for, and would not send the rest either. */
    record Failed(String reason) implements ReadersOutcome {}

    /** This process stops, or has lost the lease. */
    record Stopped() implements ReadersOutcome {}
}
