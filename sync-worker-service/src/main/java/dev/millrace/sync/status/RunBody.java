package dev.millrace.sync.status;

import dev.millrace.sync.queue.RunRow;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A pass that has ended.
 *
 * @param reason what it was made for
 * @param outcome {@code succeeded}, {@code partial} (some refs could not be mirrored), {@code failed} or {@code refused}
 * @param refsMoved 0 or more
 * @param retryAt when it was to be tried again
 */
record RunBody(
        UUID syncId,
        String reason,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        int refsMoved,
        Optional<String> error,
        Optional<Instant> retryAt) {

    static RunBody of(RunRow row) {
        return new RunBody(
                row.syncId(),
                row.reason(),
                row.startedAt(),
                row.endedAt(),
                row.outcome().name().toLowerCase(Locale.ROOT),
                row.refsMoved(),
                row.error(),
                row.retryAt());
    }
}
