package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.median;

import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.JudgedOutcome;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.Window;
import java.util.List;
import java.util.Optional;

/** Metrics by one version of the definitions of a team, by the functions that derived rows come from. */
final class TeamMetrics {

    private TeamMetrics() {}

    /** The metrics of a log of production environments, which is read by this version. */
    static LabMetrics of(int version, DeploymentLog log, List<JudgedOutcome> outcomes, Window window) {
        DeploymentFrequency frequency = DeploymentFrequency.of(log, window, Choices.DEFAULT);
        ChangeLeadTime leadTime = ChangeLeadTime.of(log, window, Choices.DEFAULT);
        List<JudgedOutcome> bearing = outcomes.stream()
                .filter(outcome -> outcome.judged().effect().changeBearing()
                        && window.contains(outcome.judged().finishedAt()))
                .toList();
        Rate failed = new Rate(bearing.stream().filter(JudgedOutcome::failed).count(), bearing.size());
        List<Double> recoveries = outcomes.stream()
                .filter(outcome ->
                        outcome.recoveredAt().filter(window::contains).isPresent())
                .flatMap(outcome -> outcome.recoveryTime().stream())
                .filter(length -> !length.isNegative())
                .map(Seconds::of)
                .toList();
        return new LabMetrics(
                "millrace",
                Optional.of(version),
                new LabMetric(
                        frequency.perDay(),
                        "deployments/day",
                        frequency.n(),
                        "deployments to production that brought something new, per day from the first one on"),
                new LabMetric(
                        leadTime.seconds().median(),
                        "seconds",
                        leadTime.seconds().n(),
                        "per commit, until the deployment that shipped it first ended; median"),
                new LabMetric(
                        failed.value(),
                        "share",
                        failed.n(),
                        "deployments with evidence that they were bad, over those that brought something new"),
                median(
                        recoveries,
                        Method.CONTINUOUS,
                        "from the end of a bad deployment until it was recovered, median"));
    }
}
