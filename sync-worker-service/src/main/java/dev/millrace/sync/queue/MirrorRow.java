package dev.millrace.sync.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A mirror and the state of its syncs.
 *
 * @param mode how to authenticate: {@code GITHUB_APP}, {@code PUBLIC} or {@code CREDENTIALS}
 * @param parked why it does not run: {@code INSTALLATION} or {@code CREDENTIALS}
 * @param behind whether a requested pass has not succeeded yet
 * @param leased the pass that is in progress
 * @param failures passes that failed since the last success
 * @param checkedAt when a pass that succeeded read the upstream's refs
 * @param failedAt when a pass failed last, perhaps before the last success
 * @param nextAt when the next pass is due; empty if only on request
 * @param faults refs that the last pass could not mirror, each with its reason
 * @param movedTo where the repository is now according to the upstream, if it has moved
 * @param upstreamKey {@code instance:id} of the upstream at its forge, once it is known and as long as the team has access
 */
public record MirrorRow(
        UUID repositoryId,
        String name,
        String cloneUrl,
        String mode,
        Optional<String> parked,
        boolean behind,
        Optional<Pass> leased,
        int failures,
        Optional<Instant> checkedAt,
        Optional<Instant> failedAt,
        Optional<String> lastError,
        Optional<Instant> nextAt,
        List<String> faults,
        Optional<String> movedTo,
        Optional<String> upstreamKey) {

    /**
     * A pass that is in progress.
     *
     * @param progress how far it is, human-readable; a few seconds old
     */
    public record Pass(UUID syncId, Instant startedAt, String reason, Optional<String> progress) {}
}
