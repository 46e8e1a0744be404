package dev.millrace.sync.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Outcome of {@link EndPass}: what the journal writes when a pass ends, unless its lease was lost. */
sealed interface Ending {

    /**
     * The pass succeeded.
     *
     * @param nextPoll from now; empty if the upstream is read only on request
     * @param run for the history of passes; empty for a poll that found nothing
     * @param isNews whether events report it
     * @param endedAt by the worker's clock
     */
    record Succeeded(
            SyncOutcome.Equal equal, Optional<Duration> nextPoll, Optional<RunRow> run, boolean isNews, Instant endedAt)
            implements Ending {}

    /**
     * The pass failed.
     *
     * @param reason human-readable, without secrets
     * @param delay until the next pass; empty to wait for a request
     * @param isRefused whether a person has to act
     * @param isMissing whether there is no such repository at the forge
     * @param pause of all mirrors that share the rate limit
     * @param run for the history of passes
     */
    record Failed(
            String reason,
            Optional<Duration> delay,
            boolean isRefused,
            boolean isMissing,
            Optional<Duration> pause,
            RunRow run)
            implements Ending {

        /** The same, without another pass until one is requested. */
        Failed frozen() {
            return new Failed(reason, Optional.empty(), isRefused, isMissing, pause, run.withoutRetry());
        }

        /** By the worker's clock. */
        Instant failedAt() {
            return run.endedAt();
        }
    }

    /** There is nothing to mirror any more: the mirror is removed. */
    record Gone() implements Ending {}

    /** The pass was aborted: another worker may begin immediately. */
    record Released() implements Ending {}
}
