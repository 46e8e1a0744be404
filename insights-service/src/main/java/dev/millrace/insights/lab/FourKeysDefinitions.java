package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.median;
import static dev.millrace.insights.lab.ToolDefinitions.share;

import dev.millrace.insights.lab.LabHistory.Commit;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabHistory.Success;
import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.lab.ToolDefinitions.Dated;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Google's Four Keys, from its source of January 2024 (commit 6cc642e). */
final class FourKeysDefinitions implements ToolDefinitions {

    @Override
    public LabMetrics of(LabHistory history, Window window) {
        List<Success> deployments = history.statuses().stream()
                .filter(status -> window.contains(status.at()))
                .toList();
        return new LabMetrics(
                "fourkeys",
                frequency(deployments, window),
                leadTime(history, deployments, window),
                failRate(history, deployments),
                recovery(history, window));
    }

    private static LabMetric frequency(List<Success> deployments, Window window) {
        return new LabMetric(
                ToolDefinitions.daysPerWeek(
                        deployments.stream().map(Success::at).toList(), window, Method.CONTINUOUS),
                "days/week",
                deployments.size(),
                "median over weeks of the days with a deployment; every success that is reported is one, in any environment");
    }

    private static LabMetric leadTime(LabHistory history, List<Success> deployments, Window window) {
        Map<String, Set<Commit>> byHead = new HashMap<>();
        history.pushes()
                .forEach(push -> byHead.computeIfAbsent(push.head(), head -> new LinkedHashSet<>())
                        .addAll(push.commits()));
        List<Dated> items = new ArrayList<>();
        for (Success deployment : deployments) {
            for (Commit commit : byHead.getOrDefault(deployment.sha(), Set.of())) {
                double seconds = ToolDefinitions.seconds(commit.at(), deployment.at());
                if (seconds >= 60) {
                    items.add(new Dated(deployment.at(), seconds));
                }
            }
        }
        List<Double> days = new ArrayList<>(ToolDefinitions.dailyMedians(items));
        int all = new Window(window.from(), window.to(), ZoneOffset.UTC)
                .buckets(Window.Unit.DAY)
                .size();
        while (days.size() < all) {
            days.add(0.0);
        }
        return new LabMetric(
                items.isEmpty() ? OptionalDouble.empty() : median(days, Method.CONTINUOUS),
                "seconds",
                items.size(),
                "median of each day's median, 0 for a day without deployments, over the commits of the push whose head is deployed");
    }

    private static LabMetric failRate(LabHistory history, List<Success> deployments) {
        long incidents = history.incidents().stream()
                .filter(incident -> cause(incident, deployments).isPresent())
                .count();
        return new LabMetric(
                share(incidents, deployments.size()),
                "share",
                deployments.size(),
                "incidents that name their cause, over deployments; two incidents of one deployment count twice");
    }

    private static LabMetric recovery(LabHistory history, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (Incident incident : history.incidents()) {
            Instant start = cause(incident, history.statuses())
                    .map(Success::at)
                    .filter(at -> at.isBefore(incident.startedAt()))
                    .orElse(incident.startedAt());
            incident.resolvedAt()
                    .filter(resolved -> window.contains(start))
                    .ifPresent(resolved -> seconds.add(3_600.0 * ChronoUnit.HOURS.between(start, resolved)));
        }
        return median(
                seconds,
                Method.CONTINUOUS,
                "from the deployment that caused the incident, or its creation if that is earlier, to its end, in whole hours");
    }

    private static Optional<Success> cause(Incident incident, List<Success> deployments) {
        return incident.deployment()
                .flatMap(id -> deployments.stream()
                        .filter(deployment -> deployment.deployment().equals(id))
                        .findFirst());
    }
}
