package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.median;
import static dev.millrace.insights.lab.ToolDefinitions.share;

import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Change;
import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Datadog, from its documentation. */
final class DatadogDefinitions implements ToolDefinitions {

    private static final Duration LONGEST_GAP = Duration.ofDays(60);
    private static final int MOST_COMMITS = 5_000;

    @Override
    public LabMetrics of(LabHistory history, Window window) {
        List<Attempt> successes = history.successes();
        long all = successes.stream()
                .filter(deployment -> window.contains(deployment.finish()))
                .count();
        Map<Integer, Instant> failures = failures(history, successes);
        return new LabMetrics(
                "datadog",
                new LabMetric(share(all, window.days()), "deployments/day", all, "deployments per day"),
                leadTime(successes, window),
                new LabMetric(
                        share(
                                failures.keySet().stream()
                                        .filter(place -> window.contains(
                                                successes.get(place).finish()))
                                        .count(),
                                all),
                        "share",
                        all,
                        "deployments that were rolled back, reverted or followed by a hotfix, over all"),
                recovery(successes, failures, window));
    }

    private static LabMetric leadTime(List<Attempt> successes, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (int place = 1; place < successes.size(); place++) {
            Attempt deployment = successes.get(place);
            Duration gap = Duration.between(successes.get(place - 1).finish(), deployment.finish());
            if (window.contains(deployment.finish()) && gap.compareTo(LONGEST_GAP) <= 0) {
                deployment.commits().stream()
                        .limit(MOST_COMMITS)
                        .forEach(commit -> seconds.add(ToolDefinitions.seconds(commit.at(), deployment.finish())));
            }
        }
        return median(
                seconds,
                Method.CONTINUOUS,
                "per commit, until its deployment ended; none for the first deployment and after a gap of 60 days");
    }

    /** Places of bad deployments, with the end of the first one that repaired each. */
    private static Map<Integer, Instant> failures(LabHistory history, List<Attempt> successes) {
        Map<Integer, Instant> failures = new HashMap<>();
        for (int place = 1; place < successes.size(); place++) {
            Attempt deployment = successes.get(place);
            int repaired = place;
            rollbackTarget(successes, place).ifPresent(target -> failures.putIfAbsent(target + 1, deployment.finish()));
            history.shippedBy(deployment)
                    .flatMapToInt(change -> blamed(successes, repaired, change).stream())
                    .forEach(bad -> failures.putIfAbsent(bad, deployment.finish()));
        }
        return failures;
    }

    private static OptionalInt rollbackTarget(List<Attempt> successes, int place) {
        String sha = successes.get(place).sha();
        return sha.equals(successes.get(place - 1).sha())
                ? OptionalInt.empty()
                : IntStream.range(0, place - 1)
                        .filter(earlier -> successes.get(earlier).sha().equals(sha))
                        .max();
    }

    private static OptionalInt blamed(List<Attempt> successes, int place, Change change) {
        if (change.reverts().isPresent()) {
            long original = change.reverts().get();
            return IntStream.range(0, place)
                    .filter(earlier -> successes.get(earlier).changes().contains(original))
                    .findFirst();
        }
        return change.hotfix() ? OptionalInt.of(place - 1) : OptionalInt.empty();
    }

    private static LabMetric recovery(List<Attempt> successes, Map<Integer, Instant> failures, Window window) {
        List<Double> seconds = failures.entrySet().stream()
                .filter(failure -> window.contains(failure.getValue()))
                .map(failure ->
                        ToolDefinitions.seconds(successes.get(failure.getKey()).finish(), failure.getValue()))
                .toList();
        return median(seconds, Method.CONTINUOUS, "from a bad deployment to the one that repaired it, median");
    }
}
