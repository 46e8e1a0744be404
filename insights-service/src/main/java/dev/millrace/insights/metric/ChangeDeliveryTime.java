package dev.millrace.insights.metric;

import dev.millrace.insights.metric.Effect.Ships;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a change took from its first commit to running in the environment: the companion of {@link ChangeLeadTime}, with
 * the same window rule. It is ruled by long branches, which is why it is not the headline.
 *
 * @param seconds quantiles over changes
 * @param excluded what did not count
 */
public record ChangeDeliveryTime(Quantiles seconds, Excluded excluded) {

    /**
     * What the window has and the quantiles have not.
     *
     * @param clockAnomalies changes whose first commit is younger than their deployment
     * @param botChanges changes that bots opened; 0 when they were chosen to count
     * @param unknownChanges changes whose commits cannot be told from others
     */
    public record Excluded(int clockAnomalies, int botChanges, int unknownChanges) {}

    /** Counts over the window. */
    public static ChangeDeliveryTime of(DeploymentLog log, Window window, Choices choices) {
        List<ShippedChange> changes = log.successes(window).stream()
                .flatMap(judged -> judged.effect() instanceof Ships(var commits, var shipped)
                        ? shipped.stream()
                        : Stream.<ShippedChange>empty())
                .toList();
        Quantiles seconds = Quantiles.of(
                changes.stream()
                        .filter(change -> counts(change, choices))
                        .flatMap(change -> change.leadTime().stream())
                        .map(Seconds::of)
                        .toList(),
                choices.method());
        int unknown = (int)
                changes.stream().filter(change -> change.leadTime().isEmpty()).count();
        int anomalies =
                (int) changes.stream().filter(ShippedChange::clockAnomaly).count();
        return new ChangeDeliveryTime(
                seconds, new Excluded(anomalies, changes.size() - unknown - anomalies - seconds.n(), unknown));
    }

    /** Whether a shipped change counts. */
    public static boolean counts(ShippedChange change, Choices choices) {
        return change.leadTime().isPresent() && !change.clockAnomaly() && (choices.countBots() || !change.bot());
    }
}
