package dev.millrace.insights.metric;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a success, and whether it repaired an earlier one.
 *
 * @param judged the success
 * @param signals evidence that it was bad, strongest first; none if there is no evidence
 * @param rework whether it remediates: a rollback, or it carries a revert or a hotfix
 * @param recoveredAt when it was recovered; empty if it was not bad, or not recovered so far
 * @param recoveredBy {@code deployment 12} or {@code incident db-42}; empty if {@code recoveredAt} is
 */
public record JudgedOutcome(
        JudgedDeployment judged,
        List<FailureSignal> signals,
        boolean rework,
        Optional<Instant> recoveredAt,
        Optional<String> recoveredBy) {

    public JudgedOutcome {
        signals = List.copyOf(signals);
    }

    /** Whether it counts as failed. It does so once, however much evidence there is. */
    public boolean failed() {
        return !signals.isEmpty();
    }

    /** From its end until it was recovered; empty if it was not. */
    public Optional<Duration> recoveryTime() {
        return recoveredAt.map(at -> Duration.between(judged.finishedAt(), at));
    }
}
