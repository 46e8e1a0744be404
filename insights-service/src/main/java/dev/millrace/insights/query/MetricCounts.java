package dev.millrace.insights.query;

import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.MetricsBody.IntervalBody;
import dev.millrace.insights.query.MetricsBody.MetricBody;
import dev.millrace.insights.query.MetricsBody.PointBody;
import dev.millrace.insights.query.MetricsBody.PreviousBody;
import dev.millrace.insights.query.MetricsBody.QuantileBody;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** Metrics that count deployments. */
final class MetricCounts {

    private static final DeploymentFrequency.Excluded NOT_NEEDED = new DeploymentFrequency.Excluded(0, 0, 0, 0, 0, 0);

    private final MetricQuery query;
    private final CountDeployments deployments;
    private final ReadMetrics metrics;
    private final Window window;

    MetricCounts(MetricQuery query, CountDeployments deployments, ReadMetrics metrics) {
        this.query = query;
        this.deployments = deployments;
        this.metrics = metrics;
        this.window = query.window();
    }

    MetricBody read(Metric metric) {
        return switch (metric) {
            case DEPLOYMENT_FREQUENCY -> frequency(metric);
            case CHANGE_FAIL_RATE -> share(metric, deployments::failed, excludedOfFailures(), Map.of());
            case DEPLOYMENT_REWORK_RATE ->
                share(metric, deployments::rework, excludedOfRework(), Map.of("lastSixMonths", lastSixMonths()));
            default -> throw new IllegalArgumentException(metric + " counts no deployments");
        };
    }

    private MetricBody frequency(Metric metric) {
        Optional<Instant> first = deployments.firstSuccessAt();
        Window before = window.previous();
        Optional<DeploymentFrequency> frequency = metrics.hasLevels()
                ? Optional.of(DeploymentFrequency.of(first, deployments.finishes(window), window, NOT_NEEDED))
                : Optional.empty();
        return new MetricBody(
                metric.wireName(),
                QueryParameters.wire(metric.factor()),
                "deployments/day",
                perDay(first, window),
                deployments.bearing(window),
                List.of(),
                Optional.empty(),
                true,
                frequency.flatMap(DeploymentFrequency::level).map(metrics::level),
                excludedOfFrequency(),
                OptionalDouble.empty(),
                new PreviousBody(before.from(), before.to(), perDay(first, before), deployments.bearing(before)),
                Optional.empty(),
                frequency.map(this::detailsOfOne).orElseGet(() -> detailsOfMany(first)),
                Optional.empty(),
                metrics.buckets().stream()
                        .map(bucket -> {
                            long n = deployments.bearing(bucket.window());
                            return new PointBody(
                                    bucket.start(),
                                    bucket.window().from(),
                                    bucket.window().to(),
                                    metrics.isPartial(bucket),
                                    false,
                                    n,
                                    OptionalDouble.of(n),
                                    List.of());
                        })
                        .toList());
    }

    private OptionalDouble perDay(Optional<Instant> first, Window span) {
        long days = DeploymentFrequency.days(first, span);
        return days == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) deployments.bearing(span) / days);
    }

    private Map<String, OptionalDouble> detailsOfOne(DeploymentFrequency frequency) {
        Map<String, OptionalDouble> details = new LinkedHashMap<>();
        details.put("days", OptionalDouble.of(frequency.days()));
        details.put("medianPerWeek", frequency.perWeek());
        details.put("medianDaysPerWeek", frequency.daysPerWeek());
        details.put("medianGapSeconds", frequency.gapSeconds());
        return details;
    }

    /** A sum over repositories says little about any of them. */
    private Map<String, OptionalDouble> detailsOfMany(Optional<Instant> first) {
        List<Double> perDay = deployments.byRepository(window).stream()
                .map(n -> (double) n / window.days())
                .toList();
        Quantiles quantiles = Quantiles.of(perDay, query.method());
        Map<String, OptionalDouble> details = new LinkedHashMap<>();
        details.put("days", OptionalDouble.of(DeploymentFrequency.days(first, window)));
        details.put("repositoriesDeployed", OptionalDouble.of(quantiles.n()));
        details.put("perRepositoryMedian", quantiles.median());
        details.put("perRepositoryP90", quantiles.p90());
        return details;
    }

    private MetricBody share(
            Metric metric,
            Function<Window, Rate> rates,
            Map<String, Long> excluded,
            Map<String, OptionalDouble> details) {
        Rate rate = rates.apply(window);
        Window before = window.previous();
        Rate previous = rates.apply(before);
        return new MetricBody(
                metric.wireName(),
                QueryParameters.wire(metric.factor()),
                "share",
                rate.value(),
                rate.n(),
                List.<QuantileBody>of(),
                rate.n() == 0
                        ? Optional.empty()
                        : Optional.of(new IntervalBody(
                                rate.low().getAsDouble(), rate.high().getAsDouble())),
                rate.n() >= Rate.ENOUGH,
                metrics.levelOfShare(rate.value()),
                excluded,
                deployments.coverage(window),
                new PreviousBody(before.from(), before.to(), previous.value(), previous.n()),
                metrics.settlesAt(window),
                details,
                Optional.empty(),
                metrics.buckets().stream()
                        .map(bucket -> {
                            Rate part = rates.apply(bucket.window());
                            return new PointBody(
                                    bucket.start(),
                                    bucket.window().from(),
                                    bucket.window().to(),
                                    metrics.isPartial(bucket),
                                    metrics.settlesAt(bucket.window()).isPresent(),
                                    part.n(),
                                    part.value(),
                                    List.of());
                        })
                        .toList());
    }

    /** The span that the survey asks about. */
    private OptionalDouble lastSixMonths() {
        Window span =
                new Window(window.to().atZone(window.zone()).minusMonths(6).toInstant(), window.to(), window.zone());
        return deployments.rework(span).value();
    }

    private Map<String, Long> excludedOfFrequency() {
        return count(
                Effect.REDEPLOY,
                Effect.OUT_OF_ORDER,
                Effect.ROLLBACK,
                Effect.SHIPS_NOTHING,
                Effect.FAILED,
                Effect.UNFINISHED);
    }

    private Map<String, Long> excludedOfFailures() {
        return count(Effect.REDEPLOY, Effect.OUT_OF_ORDER, Effect.ROLLBACK, Effect.SHIPS_NOTHING, Effect.FAILED);
    }

    private Map<String, Long> excludedOfRework() {
        return count(Effect.REDEPLOY, Effect.OUT_OF_ORDER, Effect.FAILED);
    }

    private Map<String, Long> count(Effect... effects) {
        Map<String, Long> counts = new TreeMap<>();
        for (Effect effect : effects) {
            counts.put(QueryParameters.wire(effect), deployments.count(window, effect));
        }
        return counts;
    }
}
