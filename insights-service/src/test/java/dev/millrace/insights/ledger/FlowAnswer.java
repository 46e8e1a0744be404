package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.Item.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The whole answer for March 2026 in one line, as {@code golden/flow.txt} has it. */
final class FlowAnswer {

    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");

    private static final Set<String> BAD = Set.of("failure", "flaky", "timed_out");

    private FlowAnswer() {}

    /** As answers read items. */
    static String of(List<Item> items) {
        List<Double> ages = items.stream()
                .filter(item -> item.metric() == ItemMetric.OPEN_TIME
                        && !item.fromAt().orElseThrow().isAfter(TO)
                        && item.at().isAfter(TO))
                .map(item -> Duration.between(item.fromAt().orElseThrow(), TO).toMillis() / 60e3)
                .toList();
        List<Item> runs = counted(items, ItemMetric.BUILD_TIME);
        return line(
                numbers(items, ItemMetric.CYCLE_TIME, 60e6),
                numbers(items, ItemMetric.TIME_IN_DRAFT, 60e6),
                numbers(items, ItemMetric.REVIEW_DEPTH, 1e6),
                numbers(items, ItemMetric.REWORK_CYCLES, 1e6),
                numbers(items, ItemMetric.CHANGE_LINES, 1e6),
                numbers(items, ItemMetric.MERGE_QUEUE_TIME, 60e6),
                ages,
                ended(runs, Set.of("success")),
                ended(runs, BAD),
                ended(runs, Set.of("flaky")),
                runs.stream().mapToDouble(run -> run.micros() / 60e6).sum(),
                numbers(items, ItemMetric.BUILD_QUEUE_TIME, 60e6));
    }

    private static long ended(List<Item> runs, Set<String> sources) {
        return runs.stream().filter(run -> sources.contains(run.source())).count();
    }

    private static List<Item> counted(List<Item> items, ItemMetric metric) {
        return items.stream()
                .filter(item -> item.metric() == metric
                        && item.state() == State.COUNTED
                        && !item.at().isBefore(FROM)
                        && item.at().isBefore(TO))
                .toList();
    }

    private static List<Double> numbers(List<Item> items, ItemMetric metric, double unit) {
        return counted(items, metric).stream().map(item -> item.micros() / unit).toList();
    }

    static String line(
            List<Double> cycles,
            List<Double> drafts,
            List<Double> depths,
            List<Double> reworks,
            List<Double> lines,
            List<Double> queued,
            List<Double> ages,
            long good,
            long bad,
            long flaky,
            double minutes,
            List<Double> waited) {
        return "cycle=%s draft=%s depth=%s rework=%s lines=%s queue=%s wip=%d age=%s runs=%d/%d flaky=%d minutes=%s waited=%s"
                .formatted(
                        quantile(cycles, 0.5),
                        quantile(drafts, 0.5),
                        quantile(depths, 0.5),
                        quantile(reworks, 0.5),
                        quantile(lines, 0.5),
                        quantile(queued, 0.5),
                        ages.size(),
                        quantile(ages, 0.85),
                        good,
                        good + bad,
                        flaky,
                        text(minutes),
                        quantile(waited, 0.5));
    }

    private static String quantile(List<Double> values, double quantile) {
        if (values.isEmpty()) {
            return "-";
        }
        List<Double> sorted = values.stream().sorted().toList();
        double position = quantile * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(position));
        double high = sorted.get((int) Math.ceil(position));
        return values.size() + ":" + text(low + (high - low) * (position - Math.floor(position)));
    }

    private static String text(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
