package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.median;
import static dev.millrace.insights.lab.ToolDefinitions.share;

import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.lab.ToolDefinitions.Dated;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Window;
import java.util.ArrayList;
import java.util.List;

/** GitLab, from its documentation and its issues 328459 and 451752. */
final class GitLabDefinitions implements ToolDefinitions {

    @Override
    public LabMetrics of(LabHistory history, Window window) {
        List<Attempt> deployments = history.successes().stream()
                .filter(deployment -> window.contains(deployment.finish()))
                .toList();
        return new LabMetrics(
                "gitlab",
                new LabMetric(
                        share(deployments.size(), window.days()),
                        "deployments/day",
                        deployments.size(),
                        "finished deployments to production, per day"),
                leadTime(history, deployments),
                failRate(history, deployments, window),
                recovery(history, window));
    }

    private static LabMetric leadTime(LabHistory history, List<Attempt> deployments) {
        List<Dated> items = new ArrayList<>();
        for (Attempt deployment : deployments) {
            history.shippedBy(deployment)
                    .forEach(change -> items.add(new Dated(
                            deployment.finish(),
                            Math.max(0, ToolDefinitions.seconds(change.mergedAt(), deployment.finish())))));
        }
        return new LabMetric(
                median(ToolDefinitions.dailyMedians(items), Method.CONTINUOUS),
                "seconds",
                items.size(),
                "merge to deployment, negative as 0; median of the days' medians");
    }

    private static LabMetric failRate(LabHistory history, List<Attempt> deployments, Window window) {
        long incidents = history.incidents().stream()
                .filter(incident -> window.contains(incident.startedAt()))
                .count();
        return new LabMetric(
                share(incidents, deployments.size()),
                "share",
                deployments.size(),
                "incidents over deployments, which may be more than 1");
    }

    private static LabMetric recovery(LabHistory history, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (Incident incident : history.incidents()) {
            incident.resolvedAt()
                    .filter(window::contains)
                    .ifPresent(resolved -> seconds.add(ToolDefinitions.seconds(incident.startedAt(), resolved)));
        }
        return median(seconds, Method.CONTINUOUS, "how long incidents were open, median");
    }
}
