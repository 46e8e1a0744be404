package dev.millrace.gateway.dashboard.insight;

import dev.millrace.gateway.dashboard.insight.Metrics.Metric;
import dev.millrace.gateway.dashboard.insight.Metrics.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A metric as pages show it: texts, empty where there is none.
 *
 * @param label its name for people
 * @param meaning what the value is
 * @param value {@code –} where there is nothing to measure
 * @param count what it was computed from
 * @param caution why the value says little; empty if it does not
 * @param level on the scale of the report
 * @param edition of the report
 * @param previous value of the span before
 * @param change by how much the value changed
 * @param direction {@code better}, {@code worse} or {@code same}; empty without two values
 * @param excluded what did not count, in words
 * @param settlesAt until when late evidence may change it
 * @param quantiles of durations
 * @param rows one for each interval
 * @param page of this metric, with the choice of the page that shows it
 */
record MetricView(
        String name,
        String label,
        String meaning,
        String value,
        String count,
        String caution,
        String level,
        String edition,
        String previous,
        String change,
        String direction,
        List<String> excluded,
        Optional<Instant> settlesAt,
        List<Share> quantiles,
        List<Row> rows,
        String page) {

    private static final double SAME = 0.005;

    /**
     * A quantile.
     *
     * @param label {@code median}, {@code 90 %}
     * @param value in words
     * @param seconds as a number; empty without items
     */
    record Share(String label, String value, OptionalDouble seconds) {}

    /**
     * An interval of the series.
     *
     * @param start first day
     * @param notes {@code partial}, {@code settling}
     * @param evidence page of the metric for this interval only
     */
    record Row(String start, String value, long n, List<String> notes, String evidence, OptionalDouble number) {}

    static MetricView of(Metric metric, MetricChoice choice) {
        String query = choice.query();
        String page = "/ui/insights/" + metric.name() + (query.isEmpty() ? "" : "?" + query);
        return new MetricView(
                metric.name(),
                MetricText.label(metric.name()),
                MetricText.meaning(metric.name()),
                MetricText.value(metric.value(), metric.unit()),
                count(metric),
                caution(metric),
                metric.level().map(MetricView::level).orElse(""),
                metric.level().map(Metrics.Level::edition).orElse(""),
                MetricText.value(metric.previous().value(), metric.unit()),
                change(metric),
                direction(metric),
                excluded(metric.excluded()),
                metric.settlesAt(),
                metric.quantiles().stream().map(MetricView::quantile).toList(),
                metric.series().stream()
                        .map(point -> row(metric, point, choice))
                        .toList(),
                page);
    }

    public boolean isEmpty() {
        return value.equals(MetricText.NOTHING);
    }

    private static String count(Metric metric) {
        boolean deployments = !metric.unit().equals("seconds");
        String what = deployments ? "deployment" : "item";
        String counted = "%d %s%s".formatted(metric.n(), what, metric.n() == 1 ? "" : "s");
        return metric.coverage().isPresent()
                ? "%s, %s of them judged"
                        .formatted(counted, MetricText.percent(metric.coverage().getAsDouble()))
                : counted;
    }

    private static String caution(Metric metric) {
        if (metric.enough() || metric.value().isEmpty()) {
            return "";
        }
        return metric.interval95()
                .map(bounds -> "too few to say much: between %s and %s with 95 %% confidence"
                        .formatted(MetricText.percent(bounds.low()), MetricText.percent(bounds.high())))
                .orElse("too few to say much");
    }

    private static String level(Metrics.Level level) {
        return level.label().orElseGet(() -> String.format(Locale.ROOT, "%.1f of 10", level.score()));
    }

    private static String change(Metric metric) {
        OptionalDouble now = metric.value();
        OptionalDouble before = metric.previous().value();
        if (now.isEmpty() || before.isEmpty()) {
            return "";
        }
        if (metric.unit().equals("share")) {
            return String.format(Locale.ROOT, "%+.1f points", (now.getAsDouble() - before.getAsDouble()) * 100);
        }
        return before.getAsDouble() == 0
                ? ""
                : String.format(Locale.ROOT, "%+.0f %%", (now.getAsDouble() / before.getAsDouble() - 1) * 100);
    }

    private static String direction(Metric metric) {
        OptionalDouble now = metric.value();
        OptionalDouble before = metric.previous().value();
        if (now.isEmpty() || before.isEmpty()) {
            return "";
        }
        double difference = now.getAsDouble() - before.getAsDouble();
        if (Math.abs(difference) <= SAME * Math.abs(before.getAsDouble())) {
            return "same";
        }
        return difference > 0 == MetricText.isMoreBetter(metric.name()) ? "better" : "worse";
    }

    private static List<String> excluded(Map<String, Long> reasons) {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(reasons).forEach((reason, count) -> {
            if (count > 0) {
                texts.add("%d %s".formatted(count, words(reason)));
            }
        });
        return texts;
    }

    /** {@code outOfOrder} and {@code out_of_order} as {@code out of order}. */
    static String words(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private static Share quantile(Metrics.Quantile quantile) {
        String label = quantile.quantile() == 0.5
                ? "median"
                : String.format(Locale.ROOT, "%s %%", trimmed(quantile.quantile() * 100));
        return new Share(label, MetricText.value(quantile.value(), "seconds"), quantile.value());
    }

    private static String trimmed(double number) {
        String text = String.format(Locale.ROOT, "%.2f", number);
        return text.replaceFirst("\\.?0+$", "");
    }

    private static Row row(Metric metric, Point point, MetricChoice choice) {
        List<String> notes = new ArrayList<>();
        if (point.partial()) {
            notes.add("partial");
        }
        if (point.settling()) {
            notes.add("settling");
        }
        return new Row(
                point.start().toString(),
                MetricText.point(point.value(), metric.unit()),
                point.n(),
                notes,
                "/ui/insights/%s?%s"
                        .formatted(
                                metric.name(),
                                choice.within(point.from(), point.to()).query()),
                point.value());
    }
}
