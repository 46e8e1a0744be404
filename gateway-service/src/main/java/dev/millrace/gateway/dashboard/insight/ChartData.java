package dev.millrace.gateway.dashboard.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a chart draws, in the form that {@code web/charts.js} reads; a table beside it has the same numbers in words.
 *
 * @param kind {@code line} or {@code bar}
 * @param unit of the values, by which the axis is labelled
 * @param labels of the points, in their order
 */
record ChartData(String kind, String unit, List<String> labels, List<Series> series) {

    private static final double HOUR = 3_600;
    private static final double PERCENT = 100;

    /** @param values null where there is nothing to measure */
    record Series(String name, List<@Nullable Double> values) {}

    /** The series of a metric. */
    static ChartData of(MetricView metric, String unit) {
        List<@Nullable Double> values = new ArrayList<>();
        for (MetricView.Row row : metric.rows()) {
            values.add(scaled(row.number(), unit));
        }
        return new ChartData(
                unit.equals("deployments/day") ? "bar" : "line",
                axis(unit),
                metric.rows().stream().map(MetricView.Row::start).toList(),
                List.of(new Series(metric.label(), values)));
    }

    private static String axis(String unit) {
        return switch (unit) {
            case "seconds" -> "hours";
            case "share" -> "%";
            default -> "deployments";
        };
    }

    private static @Nullable Double scaled(OptionalDouble value, String unit) {
        if (value.isEmpty()) {
            return null;
        }
        return switch (unit) {
            case "seconds" -> value.getAsDouble() / HOUR;
            case "share" -> value.getAsDouble() * PERCENT;
            default -> value.getAsDouble();
        };
    }
}
