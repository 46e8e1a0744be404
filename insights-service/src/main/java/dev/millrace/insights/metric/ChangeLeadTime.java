package dev.millrace.insights.metric;

import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.Effect.Unknown;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How long a commit took from being written to running in the environment: over the commits whose deployment finished in the
 * window, each once, for the deployment that first shipped it.
 *
 * @param seconds quantiles over commits
 * @param level of the median; empty without commits
 * @param coverage deployments whose commits are known, over all that brought something; empty if none did
 * @param excluded what did not count
 * @param authors authors of the window's commits, clock anomalies aside, counted or not
 */
public record ChangeLeadTime(
        Quantiles seconds, Optional<Level> level, OptionalDouble coverage, Excluded excluded, ActorCounts authors) {

    /**
     * Items of the window that the quantiles leave out.
     *
     * @param clockAnomalies commits written after they were deployed, by the clocks involved
     * @param botCommits commits of bots, clock anomalies aside; 0 when they were chosen to count
     * @param agentCommits the same of agents, which count unless chosen not to
     * @param unknownDeployments deployments whose commits cannot be determined
     */
    public record Excluded(int clockAnomalies, int botCommits, int agentCommits, int unknownDeployments) {}

    /** Counts over the window. */
    public static ChangeLeadTime of(DeploymentLog log, Window window, Choices choices) {
        List<JudgedDeployment> successes = log.successes(window);
        List<ShippedCommit> commits = successes.stream()
                .flatMap(judged ->
                        judged.effect() instanceof Ships(var shipped, var changes) ? shipped.stream() : Stream.empty())
                .toList();
        Quantiles seconds = Quantiles.of(
                commits.stream()
                        .filter(commit -> counts(commit, choices))
                        .map(commit -> Seconds.of(commit.leadTime()))
                        .toList(),
                choices.method());
        long known = successes.stream()
                .filter(judged -> judged.effect() instanceof Ships)
                .count();
        long unknown = successes.stream()
                .filter(judged -> judged.effect() instanceof Unknown)
                .count();
        ActorCounts authors = ActorCounts.of(commits.stream()
                .filter(commit -> !commit.clockAnomaly())
                .map(ShippedCommit::author)
                .toList());
        long anomalies = commits.stream().filter(ShippedCommit::clockAnomaly).count();
        return new ChangeLeadTime(
                seconds,
                seconds.median().isPresent()
                        ? Optional.of(Level.ofLeadTime(seconds.median().getAsDouble()))
                        : Optional.empty(),
                known + unknown == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) known / (known + unknown)),
                new Excluded(
                        (int) anomalies,
                        choices.countBots() ? 0 : authors.bot(),
                        choices.countAgents() ? 0 : authors.agent(),
                        (int) unknown),
                authors);
    }

    /** Whether a shipped commit counts. */
    public static boolean counts(ShippedCommit commit, Choices choices) {
        return !commit.clockAnomaly() && choices.counts(commit.author());
    }
}
