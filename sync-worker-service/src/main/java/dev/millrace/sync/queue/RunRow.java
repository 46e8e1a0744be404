package dev.millrace.sync.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One pass that has ended.
 *
 * @param reason what it was made for, human-readable
 * @param outcome {@code SUCCEEDED}, {@code PARTIAL} (some refs could not be mirrored), {@code FAILED} or {@code REFUSED}
 * @param refsMoved 0 or more
 * @param error human-readable; empty after a success
 * @param retryAt when it is tried again; empty after a success, and where a person has to act
 */
public record RunRow(
        UUID syncId,
        String reason,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        int refsMoved,
        Optional<String> error,
        Optional<Instant> retryAt) {}
