package dev.millrace.insights.metric;

import dev.millrace.insights.metric.Effect.Ships;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a change took from its first commit to running in the environment: the companion of {@link ChangeLeadTime}, with
 * the same window rule. Long-lived branches dominate it, which is why it is not the headline.
 *
 * @param seconds quantiles over changes
 * @param excluded what did not count
 * @param authors authors of the window's changes, unknown ones and clock anomalies aside, counted or not
 */
public record ChangeDeliveryTime(Quantiles seconds, Excluded excluded, ActorCounts authors) {

    /**
     * Items of the window that the quantiles leave out.
     *
     * @param clockAnomalies changes whose first commit is younger than their deployment
     * @param botChanges changes that bots opened; 0 when they were chosen to count
     * @param agentChanges the same of agents, which count unless chosen not to
     * @param unknownChanges changes whose commits cannot be distinguished from others
     */
    public record Excluded(int clockAnomalies, int botChanges, int agentChanges, int unknownChanges) {}

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
        ActorCounts authors = ActorCounts.of(changes.stream()
                .filter(change -> change.leadTime().isPresent() && !change.clockAnomaly())
                .map(ShippedChange::author)
                .toList());
        return new ChangeDeliveryTime(
                seconds,
                new Excluded(
                        anomalies,
                        choices.countBots() ? 0 : authors.bot(),
                        choices.countAgents() ? 0 : authors.agent(),
                        unknown),
                authors);
    }

    /** Whether a shipped change counts. */
    public static boolean counts(ShippedChange change, Choices choices) {
        return change.leadTime().isPresent() && !change.clockAnomaly() && choices.counts(change.author());
    }
}
