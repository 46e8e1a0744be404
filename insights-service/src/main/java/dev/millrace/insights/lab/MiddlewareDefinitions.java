package dev.millrace.insights.lab;

import static dev.millrace.insights.lab.ToolDefinitions.mean;
import static dev.millrace.insights.lab.ToolDefinitions.share;

import dev.millrace.insights.lab.LabHistory.Attempt;
import dev.millrace.insights.lab.LabHistory.Change;
import dev.millrace.insights.lab.LabHistory.Incident;
import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.metric.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Middleware, from its source of August 2025 (commit 5471e35). Its windows contain neither of their ends. */
final class MiddlewareDefinitions implements ToolDefinitions {

    @Override
    public LabMetrics of(LabHistory history, Window window) {
        List<Attempt> runs = history.runs();
        List<Attempt> inWindow =
                runs.stream().filter(run -> isIn(window, run.startedAt())).toList();
        return new LabMetrics(
                "middleware",
                frequency(inWindow, window),
                leadTime(history, runs, window),
                failRate(history, runs, inWindow),
                recovery(history, window));
    }

    private static boolean isIn(Window window, Instant at) {
        return window.contains(at) && at.isAfter(window.from());
    }

    private static LabMetric frequency(List<Attempt> runs, Window window) {
        long n = runs.stream().filter(Attempt::succeeded).count();
        return new LabMetric(
                OptionalDouble.of(Math.floorDiv(n, window.days())),
                "deployments/day",
                n,
                "successful runs per day by their start, cut to a whole number");
    }

    private static LabMetric leadTime(LabHistory history, List<Attempt> runs, Window window) {
        List<Double> seconds = history.changes().values().stream()
                .filter(change -> isIn(window, change.mergedAt()))
                .map(change -> parts(change, runs))
                .toList();
        return new LabMetric(
                mean(seconds),
                "seconds",
                seconds.size(),
                "mean over changes by their merge: to opened, first response, rework, merge and the next run; a missing part counts 0");
    }

    private static double parts(Change change, List<Attempt> runs) {
        Optional<Instant> deployedAt = runs.stream()
                .filter(run -> run.succeeded() && !run.startedAt().isBefore(change.mergedAt()))
                .map(Attempt::startedAt)
                .findFirst();
        return part(change.firstCommitAt(), Optional.of(change.openedAt()))
                + part(Optional.of(change.openedAt()), change.firstReviewAt())
                + part(change.firstReviewAt(), change.approvedAt())
                + part(change.approvedAt(), Optional.of(change.mergedAt()))
                + part(Optional.of(change.mergedAt()), deployedAt);
    }

    private static double part(Optional<Instant> from, Optional<Instant> to) {
        return from.isPresent() && to.isPresent() ? Math.max(0, ToolDefinitions.seconds(from.get(), to.get())) : 0;
    }

    private static LabMetric failRate(LabHistory history, List<Attempt> runs, List<Attempt> inWindow) {
        Set<String> failed = new HashSet<>();
        for (Incident incident : incidents(history)) {
            runs.stream()
                    .filter(run -> !run.startedAt().isAfter(incident.startedAt()))
                    .reduce((first, second) -> second)
                    .filter(inWindow::contains)
                    .ifPresent(run -> failed.add(run.id()));
        }
        return new LabMetric(
                share(failed.size(), inWindow.size()),
                "share",
                inWindow.size(),
                "runs before an incident or a revert, over all runs, failed ones included");
    }

    private static LabMetric recovery(LabHistory history, Window window) {
        List<Double> seconds = new ArrayList<>();
        for (Incident incident : incidents(history)) {
            incident.resolvedAt()
                    .filter(resolved -> isIn(window, resolved))
                    .ifPresent(resolved -> seconds.add(ToolDefinitions.seconds(incident.startedAt(), resolved)));
        }
        return new LabMetric(mean(seconds), "seconds", seconds.size(), "how long incidents were open, mean");
    }

    /** Changes that revert another one are incidents, too. */
    private static List<Incident> incidents(LabHistory history) {
        List<Incident> all = new ArrayList<>(history.incidents());
        for (Change change : history.changes().values()) {
            if (change.reverts().isPresent()) {
                all.add(new Incident(
                        "change " + change.number(),
                        change.openedAt(),
                        Optional.of(change.mergedAt()),
                        Optional.empty()));
            }
        }
        return all;
    }
}
