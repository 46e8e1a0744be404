package dev.millrace.insights.lab;

import dev.millrace.insights.lab.LabMetrics.LabMetric;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Quantiles.Method;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The definitions of another tool. Pure: the same events and window give the same numbers. */
interface ToolDefinitions {

    /** The metrics of the window. */
    LabMetrics of(LabHistory history, Window window);

    /** Those that are compared with the definitions of a team. */
    static List<ToolDefinitions> ofOthers() {
        return List.of(
                new DevLakeDefinitions(),
                new FourKeysDefinitions(),
                new GitLabDefinitions(),
                new DatadogDefinitions(),
                new MiddlewareDefinitions());
    }

    /** From one time to another, in seconds; negative if the second is earlier. */
    static double seconds(Instant from, Instant to) {
        return Seconds.of(Duration.between(from, to));
    }

    static OptionalDouble median(Collection<Double> values, Method method) {
        return Quantiles.of(values, method).median();
    }

    static OptionalDouble mean(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average();
    }

    static LabMetric median(Collection<Double> seconds, Method method, String rule) {
        return new LabMetric(median(seconds, method), "seconds", seconds.size(), rule);
    }

    static OptionalDouble share(long part, long of) {
        return of == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / of);
    }

    /** Median over the weeks of the window, Monday to Sunday of UTC and zeros included, of days on which something happened. */
    static OptionalDouble daysPerWeek(Collection<Instant> times, Window window, Method method) {
        List<Double> days = new Window(window.from(), window.to(), ZoneOffset.UTC)
                .buckets(Window.Unit.WEEK).stream()
                        .map(week -> (double) times.stream()
                                .filter(week.window()::contains)
                                .map(ToolDefinitions::date)
                                .distinct()
                                .count())
                        .toList();
        return median(days, method);
    }

    /** An item of a day. */
    record Dated(Instant at, double seconds) {}

    /** Medians of the days of UTC that have items. */
    static List<Double> dailyMedians(Collection<Dated> items) {
        return items.stream()
                .collect(Collectors.groupingBy(
                        item -> date(item.at()), TreeMap::new, Collectors.mapping(Dated::seconds, Collectors.toList())))
                .values()
                .stream()
                .map(day -> median(day, Method.CONTINUOUS).orElseThrow())
                .toList();
    }

    static LocalDate date(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
