package dev.millrace.insights.metric;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.millrace.insights.metric.Effect.OutOfOrder;
import dev.millrace.insights.metric.Effect.Redeploy;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.ShipsNothing;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.metric.Window.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How often something new reached the environment. Averages and medians run over the calendar from the start of the window,
 * or from the first deployment ever if that is later, zeros included.
 *
 * @param perDay deployments that count, divided by {@code days}; empty if nothing was ever deployed before the window's end
 * @param n deployments that count
 * @param days calendar days divided by, 0 if there are none
 * @param perWeek median of deployments per ISO week
 * @param daysPerWeek median of distinct days with a deployment per ISO week
 * @param gapSeconds median time between two neighbouring deployments that count; empty for fewer than two
 * @param level from the medians; empty if {@code perDay} is
 * @param excluded what did not count
 */
public record DeploymentFrequency(
        OptionalDouble perDay,
        int n,
        long days,
        OptionalDouble perWeek,
        OptionalDouble daysPerWeek,
        OptionalDouble gapSeconds,
        Optional<Level> level,
        Excluded excluded) {

    /**
     * Deployments of the window that did not count.
     *
     * @param redeploys same commit again; 0 when they were chosen to count
     * @param outOfOrder overtaken by a newer one; 0 when redeploys were chosen to count
     * @param rollbacks went back to an earlier commit
     * @param nothingNew all their changes had been shipped before
     * @param failedAttempts never succeeded
     * @param unfinished made in the window, neither succeeded nor failed so far
     */
    public record Excluded(
            int redeploys, int outOfOrder, int rollbacks, int nothingNew, int failedAttempts, int unfinished) {}

    /** Counts over the window. */
    public static DeploymentFrequency of(DeploymentLog log, Window window, Choices choices) {
        List<JudgedDeployment> counted = counted(log, window, choices);
        return of(
                log.successes().stream().findFirst().map(JudgedDeployment::finishedAt),
                counted.stream().map(JudgedDeployment::finishedAt).toList(),
                window,
                excluded(log, window, choices));
    }

    /**
     * Counts over the window.
     *
     * @param first end of the first success ever; empty if there is none
     * @param finishes ends of the deployments of the window that count, oldest first
     * @param excluded what did not count
     */
    public static DeploymentFrequency of(
            Optional<Instant> first, List<Instant> finishes, Window window, Excluded excluded) {
        Optional<Window> lived = first.filter(at -> at.isBefore(window.to())).map(window::notBefore);
        if (lived.isEmpty()) {
            return new DeploymentFrequency(
                    OptionalDouble.empty(),
                    finishes.size(),
                    0,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    excluded);
        }
        return over(lived.get(), finishes, excluded);
    }

    /** Calendar days of the window from the first success on; 0 if that is empty or not before the window's end. */
    public static long days(Optional<Instant> first, Window window) {
        return first.filter(at -> at.isBefore(window.to()))
                .map(at -> window.notBefore(at).days())
                .orElse(0L);
    }

    /** The deployments of the window that count, oldest first. */
    public static List<JudgedDeployment> counted(DeploymentLog log, Window window, Choices choices) {
        return log.successes(window).stream()
                .filter(judged -> counts(judged.effect(), choices))
                .toList();
    }

    /** Whether a success with this effect counts. */
    public static boolean counts(Effect effect, Choices choices) {
        return effect.changeBearing()
                || choices.countRedeploys() && (effect instanceof Redeploy || effect instanceof OutOfOrder);
    }

    private static DeploymentFrequency over(Window lived, List<Instant> finishes, Excluded excluded) {
        long days = lived.days();
        double perWeek =
                medianPer(lived.buckets(Unit.WEEK).stream().map(Bucket::window).toList(), finishes);
        double perMonth =
                medianPer(lived.buckets(Unit.MONTH).stream().map(Bucket::window).toList(), finishes);
        double perHalfYear = medianPer(halfYears(lived), finishes);
        List<Long> daysPerWeek = lived.buckets(Unit.WEEK).stream()
                .map(week -> in(week.window(), finishes).stream()
                        .map(lived::dateOf)
                        .distinct()
                        .count())
                .toList();
        return new DeploymentFrequency(
                OptionalDouble.of((double) finishes.size() / days),
                finishes.size(),
                days,
                OptionalDouble.of(perWeek),
                Quantiles.medianOf(daysPerWeek),
                medianGap(finishes),
                Optional.of(Level.ofFrequency(perWeek, perMonth, perHalfYear)),
                excluded);
    }

    private static double medianPer(List<Window> spans, List<Instant> finishes) {
        return Quantiles.medianOf(
                        spans.stream().map(span -> in(span, finishes).size()).toList())
                .orElseThrow();
    }

    /** The finishes in a span, found by their order: windows may have thousands of weeks. */
    private static List<Instant> in(Window span, List<Instant> oldestFirst) {
        return oldestFirst.subList(firstFrom(span.from(), oldestFirst), firstFrom(span.to(), oldestFirst));
    }

    private static int firstFrom(Instant time, List<Instant> oldestFirst) {
        int low = 0;
        int high = oldestFirst.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (oldestFirst.get(middle).isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Six calendar months each, back from the end; the oldest may be shorter. */
    private static List<Window> halfYears(Window window) {
        var spans = new ArrayList<Window>();
        ZonedDateTime end = window.to().atZone(window.zone());
        for (int months = 6; spans.isEmpty() || spans.getLast().from().isAfter(window.from()); months += 6) {
            Instant start = end.minusMonths(months).toInstant();
            spans.add(new Window(
                    start.isAfter(window.from()) ? start : window.from(),
                    spans.isEmpty() ? window.to() : spans.getLast().from(),
                    window.zone()));
        }
        return spans;
    }

    private static OptionalDouble medianGap(List<Instant> finishes) {
        var gaps = new ArrayList<Double>();
        for (int next = 1; next < finishes.size(); next++) {
            gaps.add(Seconds.of(Duration.between(finishes.get(next - 1), finishes.get(next))));
        }
        return Quantiles.medianOf(gaps);
    }

    private static Excluded excluded(DeploymentLog log, Window window, Choices choices) {
        Map<Class<?>, Long> byEffect = log.successes(window).stream()
                .filter(judged -> !counts(judged.effect(), choices))
                .collect(groupingBy(judged -> judged.effect().getClass(), counting()));
        return new Excluded(
                count(byEffect, Redeploy.class),
                count(byEffect, OutOfOrder.class),
                count(byEffect, Rollback.class),
                count(byEffect, ShipsNothing.class),
                log.failures(window).size(),
                log.unfinished(window).size());
    }

    private static int count(Map<Class<?>, Long> byEffect, Class<? extends Effect> effect) {
        return byEffect.getOrDefault(effect, 0L).intValue();
    }
}
