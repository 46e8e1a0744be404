package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.median;
import static dev.millrace.insights.lab.ToolDefinitions.share;

import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Change;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Apache DevLake, from its source of May 2026 (commit 420e494). */
final class DevLakeDefinitions implements ToolDefinitions {

    @Override
    public LabMetrics of(LabHistory history, Window window) {
        List<Attempt> successes = history.successes();
        return new LabMetrics(
                "devlake",
                frequency(successes, window),
                leadTime(history, successes, window),
                failRate(history, successes, window),
                recovery(history, successes, window));
    }

    private static LabMetric frequency(List<Attempt> successes, Window window) {
        List<Instant> ends =
                successes.stream().map(Attempt::finish).filter(window::contains).toList();
        return new LabMetric(
                ToolDefinitions.daysPerWeek(ends, window, Method.DISCRETE),
                "days/week",
                ends.size(),
                "median over weeks of the days with a successful production deployment");
    }

    private static LabMetric leadTime(LabHistory history, List<Attempt> successes, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (Attempt deployment : successes) {
            if (window.contains(deployment.finish())) {
                history.shippedBy(deployment)
                        .forEach(change -> seconds.add(60.0 * minutes(change, deployment.finish())));
            }
        }
        return median(
                seconds,
                Method.DISCRETE,
                "per merged pull request, first commit to deployment: its parts in minutes, each rounded up, negative ones left out;"
                        + " lower median");
    }

    private static long minutes(Change change, Instant deployedAt) {
        return change.firstCommitAt()
                        .map(first -> part(first, change.openedAt()))
                        .orElse(0L)
                + part(change.openedAt(), change.mergedAt())
                + part(change.mergedAt(), deployedAt);
    }

    private static long part(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? 0 : length.plusMinutes(1).minusNanos(1).toMinutes();
    }

    private static LabMetric failRate(LabHistory history, List<Attempt> successes, Window window) {
        Set<String> failed = new HashSet<>();
        for (Incident incident : history.incidents()) {
            cause(incident, successes)
                    .filter(deployment -> window.contains(deployment.finish()))
                    .ifPresent(deployment -> failed.add(deployment.id()));
        }
        long all = successes.stream()
                .filter(deployment -> window.contains(deployment.finish()))
                .count();
        return new LabMetric(
                share(failed.size(), all),
                "share",
                all,
                "deployments with an incident, over successful production deployments; an incident belongs to the latest one before"
                        + " it, however long ago");
    }

    private static LabMetric recovery(LabHistory history, List<Attempt> successes, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (Incident incident : history.incidents()) {
            incident.resolvedAt()
                    .filter(window::contains)
                    .ifPresent(resolved -> cause(incident, successes)
                            .ifPresent(
                                    deployment -> seconds.add(ToolDefinitions.seconds(deployment.finish(), resolved))));
        }
        return median(
                seconds,
                Method.DISCRETE,
                "end of the deployment to the resolution of its incident, by the resolution (2023); lower median");
    }

    private static Optional<Attempt> cause(Incident incident, List<Attempt> successes) {
        return successes.stream()
                .filter(deployment -> deployment.finish().isBefore(incident.startedAt()))
                .reduce((first, second) -> second);
    }
}
