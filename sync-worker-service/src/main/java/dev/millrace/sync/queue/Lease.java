package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The right to make one pass over one mirror.
 *
 * @param syncId identifies the pass and the lease
 * @param repository which mirror
 * @param cloneUrl address of the upstream
 * @param installationId whose tokens may read it
 * @param mode how the mirror authenticated when it was registered
 * @param attached whether a team made the repository to follow this
 * @param provider kind of the forge
 * @param budget which calls have to pause when the forge reports that its rate limit is exceeded
 * @param version the newest request when the pass began
 * @param requested whether the pass was requested; otherwise it is a poll
 * @param first whether no pass has succeeded yet
 * @param reason the reasons given in the requests
 * @param failures passes that failed since the last success, 0 or more
 * @param startedAt when the pass began, by the database's clock
 * @param activeAt when a pass was last requested, or one found something new
 * @param demanded refs on demand that were requested
 * @param awaited commits that callers wait for
 * @param traceparent the span of the newest request; empty for a poll, and if none was recorded
 */
public record Lease(
        UUID syncId,
        MirroredRepository repository,
        String cloneUrl,
        Optional<String> installationId,
        UpstreamMode mode,
        boolean attached,
        String provider,
        String budget,
        long version,
        boolean requested,
        boolean first,
        String reason,
        int failures,
        Instant startedAt,
        Instant activeAt,
        Set<String> demanded,
        Set<String> awaited,
        Optional<String> traceparent) {

    /** What the pass is made for, human-readable. */
    public String cause() {
        return requested ? reason : "poll";
    }

    Lease withMode(UpstreamMode changed) {
        return with(changed, Budgets.of(changed, installationId, cloneUrl, repository.team()), awaited);
    }

    Lease awaiting(List<String> commits) {
        return with(mode, budget, Set.copyOf(commits));
    }

    private Lease with(UpstreamMode changedMode, String changedBudget, Set<String> commits) {
        return new Lease(
                syncId,
                repository,
                cloneUrl,
                installationId,
                changedMode,
                attached,
                provider,
                changedBudget,
                version,
                requested,
                first,
                reason,
                failures,
                startedAt,
                activeAt,
                demanded,
                commits,
                traceparent);
    }
}
