package dev.millrace.insights.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One item of change that a deployment was the first to bring to its environment.
 *
 * @param id the commit as its author made it, 40 hex digits; for {@link TimeSource#CHANGE_OPENED} the commit that was merged
 * @param at original commit time
 * @param source where {@code at} comes from
 * @param mergedAs the commit on the default branch that contains it, when it was squashed into another commit
 * @param change number of the change it was squashed from
 * @param author who wrote it
 * @param leadTime from {@code at} until the deployment finished; negative when clocks disagree
 */
public record ShippedCommit(
        String id,
        Instant at,
        TimeSource source,
        Optional<String> mergedAs,
        Optional<Long> change,
        ActorClass author,
        Duration leadTime) {

    /** Whether the commit claims to be younger than the deployment that shipped it. Never counted, always listed. */
    public boolean clockAnomaly() {
        return leadTime.isNegative();
    }

    /** Where a commit time comes from. */
    public enum TimeSource {
        /** the commit graph: author time, or committer time if the author's is later */
        COMMIT,
        /** the timestamp in a push to the head branch: the commit was squashed away */
        PUSH,
        /** when the change was opened: it was squashed and its commits were never seen */
        CHANGE_OPENED
    }
}
