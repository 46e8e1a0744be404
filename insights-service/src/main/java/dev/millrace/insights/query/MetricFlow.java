package dev.millrace.insights.query;

import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.OpenTotals;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.ledger.RunTotals;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.query.MetricsBody.IntervalBody;
import dev.millrace.insights.query.MetricsBody.MetricBody;
import dev.millrace.insights.query.MetricsBody.PointBody;
import dev.millrace.insights.query.MetricsBody.PreviousBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Metrics that count changes and builds. */
final class MetricFlow {

    /** Ends that say something about the build; one that was cancelled or skipped says nothing. */
    private static final Set<String> GOOD = Set.of("success");

    private static final Set<String> BAD = Set.of("failure", "flaky", "timed_out", "startup_failure", "error");

    /** By Little's law the two averages are equal in the long run; if they are not, events are missing. */
    private static final double ALLOWED_DEVIATION = 0.2;

    private final Snapshot snapshot;
    private final Population population;
    private final MetricQuery query;
    private final List<Bucket> buckets;
    private final Predicate<Bucket> isPartial;
    private final Window window;

    /**
     * @param buckets the intervals that are asked for
     * @param isPartial whether one is cut or not over
     */
    MetricFlow(
            Snapshot snapshot,
            Population population,
            MetricQuery query,
            List<Bucket> buckets,
            Predicate<Bucket> isPartial) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
        this.buckets = buckets;
        this.isPartial = isPartial;
        this.window = query.window();
    }

    /**
     * A number of one span.
     *
     * @param value null for nothing to metric
     * @param n what it was computed from
     */
    private record Number(OptionalDouble value, long n) {}

    MetricBody read(Metric metric) {
        return switch (metric) {
            case THROUGHPUT -> body(metric, "changes/day", throughput(), Optional.empty(), Map.of());
            case WORK_IN_PROGRESS -> workInProgress(metric);
            case BUILD_SUCCESS_RATE -> share(metric, GOOD);
            case BUILD_FLAKE_RATE -> share(metric, Set.of("flaky"));
            case BUILD_MINUTES ->
                body(metric, "minutes", runs().stream().map(MetricFlow::minutes).toList(), Optional.empty(), Map.of());
            default -> throw new IllegalArgumentException(metric + " counts no items");
        };
    }

    /** The window, the span before, and the intervals. */
    private List<Window> spans() {
        return Stream.concat(
                        Stream.of(window, window.previous()), buckets.stream().map(Bucket::window))
                .toList();
    }

    private List<Number> throughput() {
        List<Window> spans = spans();
        var found = snapshot.distributions(MetricDurations.query(population, query, ItemMetric.CYCLE_TIME, spans));
        List<Number> numbers = new ArrayList<>();
        for (int index = 0; index < spans.size(); index++) {
            long n = found.get(index).n();
            numbers.add(
                    new Number(OptionalDouble.of((double) n / spans.get(index).days()), n));
        }
        return numbers;
    }

    /** What was open when each span ended. */
    private MetricBody workInProgress(Metric metric) {
        List<Number> numbers =
                snapshot
                        .open(
                                population,
                                query.actors(),
                                spans().stream().map(Window::to).toList())
                        .stream()
                        .map(open -> new Number(OptionalDouble.of(open), open))
                        .toList();
        List<OptionalDouble> ages = snapshot.ages(population, query.actors(), window.to(), List.of(0.5, 0.85));
        OpenTotals totals = snapshot.openTotals(population, query.actors(), window);
        double seconds = window.to().getEpochSecond() - window.from().getEpochSecond();
        Map<String, OptionalDouble> details = new LinkedHashMap<>();
        details.put("ageMedianSeconds", ages.get(0));
        details.put("ageP85Seconds", ages.get(1));
        details.put("average", OptionalDouble.of(totals.within() / seconds));
        details.put("averageByLittlesLaw", OptionalDouble.of(totals.ended() / seconds));
        deviation(totals).ifPresent(deviation -> {
            details.put("littlesLawDeviation", OptionalDouble.of(deviation));
            details.put("littlesLawAlert", OptionalDouble.of(deviation > ALLOWED_DEVIATION ? 1 : 0));
        });
        return body(metric, "changes", numbers, Optional.empty(), details);
    }

    private static Optional<Double> deviation(OpenTotals totals) {
        double greater = Math.max(totals.within(), totals.ended());
        return greater > 0 ? Optional.of(Math.abs(totals.within() - totals.ended()) / greater) : Optional.empty();
    }

    private List<Map<String, RunTotals>> runs() {
        return snapshot.runs(population, spans());
    }

    private MetricBody share(Metric metric, Set<String> hits) {
        List<Rate> rates = runs().stream()
                .map(runs -> new Rate(count(runs, hits), count(runs, GOOD) + count(runs, BAD)))
                .toList();
        Rate whole = rates.getFirst();
        return body(
                metric,
                "share",
                rates.stream().map(rate -> new Number(rate.value(), rate.n())).toList(),
                whole.n() == 0
                        ? Optional.empty()
                        : Optional.of(new IntervalBody(
                                whole.low().getAsDouble(), whole.high().getAsDouble())),
                Map.of());
    }

    private static long count(Map<String, RunTotals> runs, Set<String> ends) {
        return runs.entrySet().stream()
                .filter(entry -> ends.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().n())
                .sum();
    }

    /** What was cancelled was paid for, too. */
    private static Number minutes(Map<String, RunTotals> runs) {
        double seconds = runs.values().stream().mapToDouble(RunTotals::seconds).sum();
        long n = runs.values().stream().mapToLong(RunTotals::n).sum();
        return new Number(n == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds / 60), n);
    }

    private MetricBody body(
            Metric metric,
            String unit,
            List<Number> numbers,
            Optional<IntervalBody> interval,
            Map<String, OptionalDouble> details) {
        Window before = window.previous();
        Number whole = numbers.getFirst();
        Number previous = numbers.get(1);
        return new MetricBody(
                metric.wireName(),
                QueryParameters.wire(metric.factor()),
                unit,
                whole.value(),
                whole.n(),
                List.of(),
                interval,
                interval.isEmpty() || whole.n() >= Rate.ENOUGH,
                Optional.empty(),
                Map.of(),
                OptionalDouble.empty(),
                new PreviousBody(before.from(), before.to(), previous.value(), previous.n()),
                Optional.empty(),
                details,
                Optional.empty(),
                points(numbers));
    }

    private List<PointBody> points(List<Number> numbers) {
        List<PointBody> points = new ArrayList<>();
        for (int index = 0; index < buckets.size(); index++) {
            Bucket bucket = buckets.get(index);
            Number number = numbers.get(index + 2);
            points.add(new PointBody(
                    bucket.start(),
                    bucket.window().from(),
                    bucket.window().to(),
                    isPartial.test(bucket),
                    false,
                    number.n(),
                    number.value(),
                    List.of()));
        }
        return points;
    }
}
