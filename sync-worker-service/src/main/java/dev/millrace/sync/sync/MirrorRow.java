package dev.millrace.sync.sync;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A mirror and the state of its syncs.
 *
 * @param parked why it does not run: {@code INSTALLATION} or {@code CREDENTIALS}
 * @param behind whether somebody wished for a pass that has not succeeded yet
 * @param leased whether a pass is under way
 * @param failures passes that failed since the last success
 * @param checkedAt when a pass that succeeded read the upstream's refs
 * @param failedAt when a pass failed last, perhaps before the last success
 * @param notBefore when the next pass may begin
 */
record MirrorRow(
        UUID repositoryId,
        String name,
        String cloneUrl,
        Optional<String> parked,
        boolean behind,
        boolean leased,
        int failures,
        Optional<Instant> checkedAt,
        Optional<Instant> failedAt,
        Optional<String> lastError,
        Instant notBefore) {}
