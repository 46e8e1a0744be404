package dev.millrace.sync.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One pass that has ended.
 *
 * @param reason what it was made for, human-readable
 * @param outcome how it ended
 * @param refsMoved 0 or more
 * @param error human-readable; empty after a success
 * @param retryAt when it is tried again; empty after a success, and where a person has to act
 */
public record RunRow(
        UUID syncId,
        String reason,
        Instant startedAt,
        Instant endedAt,
        Outcome outcome,
        int refsMoved,
        Optional<String> error,
        Optional<Instant> retryAt) {

    RunRow withoutRetry() {
        return new RunRow(syncId, reason, startedAt, endedAt, outcome, refsMoved, error, Optional.empty());
    }

    /** How a pass ended; the names are stored. */
    public enum Outcome {
        /** The mirror equals its upstream. */
        SUCCEEDED,
        /** Some refs or large files could not be mirrored. */
        PARTIAL,
        /** To be retried. */
        FAILED,
        /** A person has to act before a retry helps. */
        REFUSED
    }
}
