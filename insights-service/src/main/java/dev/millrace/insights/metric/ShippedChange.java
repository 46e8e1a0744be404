package dev.millrace.insights.metric;

import dev.millrace.insights.metric.ShippedCommit.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that a deployment was the first to bring to its environment.
 *
 * @param number of the change
 * @param mergeCommit the commit on the base branch that contains it
 * @param firstCommitAt time of its earliest commit; empty when its commits cannot be distinguished from others
 * @param source where {@code firstCommitAt} comes from
 * @param author who opened it
 * @param leadTime from {@code firstCommitAt} until the deployment finished; negative when clocks disagree
 */
public record ShippedChange(
        long number,
        String mergeCommit,
        Optional<Instant> firstCommitAt,
        Optional<TimeSource> source,
        ActorClass author,
        Optional<Duration> leadTime) {

    /** Whether its first commit claims to be younger than the deployment. Never counted, always listed. */
    public boolean clockAnomaly() {
        return leadTime.filter(Duration::isNegative).isPresent();
    }
}
