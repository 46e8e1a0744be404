package dev.millrace.insights.query;

import dev.millrace.insights.ledger.Distribution;
import dev.millrace.insights.ledger.DistributionQuery;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ActorCounts;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.query.MetricsBody.MetricBody;
import dev.millrace.insights.query.MetricsBody.PointBody;
import dev.millrace.insights.query.MetricsBody.PreviousBody;
import dev.millrace.insights.query.MetricsBody.QuantileBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Metrics that are medians of items. */
final class MetricDurations {

    private final Snapshot snapshot;
    private final Population population;
    private final MetricQuery query;
    private final CountDeployments deployments;
    private final ReadMetrics metrics;
    private final Window window;

    MetricDurations(
            Snapshot snapshot,
            Population population,
            MetricQuery query,
            CountDeployments deployments,
            ReadMetrics metrics) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
        this.deployments = deployments;
        this.metrics = metrics;
        this.window = query.window();
    }

    MetricBody read(Metric metric, ItemMetric items) {
        Window before = window.previous();
        List<Bucket> buckets = metrics.buckets();
        List<Window> spans = new ArrayList<>(List.of(window, before));
        buckets.forEach(bucket -> spans.add(bucket.window()));
        List<Distribution> found = snapshot.distributions(query(population, query, items, spans));
        Distribution whole = found.get(0);
        Distribution previous = found.get(1);
        return new MetricBody(
                metric.wireName(),
                QueryParameters.wire(metric.factor()),
                unit(items),
                whole.values().getFirst(),
                whole.n(),
                quantiles(whole),
                Optional.empty(),
                true,
                level(metric, whole.values().getFirst()),
                excluded(items, whole.authors()),
                items == ItemMetric.CHANGE_LEAD_TIME ? deployments.coverage(window) : OptionalDouble.empty(),
                new PreviousBody(before.from(), before.to(), previous.values().getFirst(), previous.n()),
                items == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME ? metrics.settlesAt(window) : Optional.empty(),
                Map.of(),
                hasAuthors(items) ? Optional.of(whole.authors()) : Optional.empty(),
                points(items, buckets, found.subList(2, found.size())));
    }

    /** What to read for one metric, the median first. */
    static DistributionQuery query(Population population, MetricQuery query, ItemMetric items, List<Window> spans) {
        return new DistributionQuery(
                population,
                items,
                tier(query, items),
                hasAuthors(items) ? query.actors() : Set.of(ActorClass.values()),
                spans,
                query.quantiles(),
                query.method());
    }

    static Optional<Tier> tier(MetricQuery query, ItemMetric items) {
        return items.hasTier() ? Optional.of(query.tier()) : Optional.empty();
    }

    static boolean hasAuthors(ItemMetric items) {
        return items.hasAuthors();
    }

    /** In the API. */
    static String unit(ItemMetric items) {
        return switch (items.unit()) {
            case TIME -> "seconds";
            case SHARE -> "share";
            case COUNT -> items.unitName();
        };
    }

    private Optional<MetricsBody.LevelBody> level(Metric metric, OptionalDouble median) {
        boolean hasScale = metric == Metric.CHANGE_LEAD_TIME || metric == Metric.FAILED_DEPLOYMENT_RECOVERY_TIME;
        return hasScale && metrics.hasLevels() && median.isPresent()
                ? Optional.of(metrics.level(Level.ofLeadTime(median.getAsDouble())))
                : Optional.empty();
    }

    private List<QuantileBody> quantiles(Distribution distribution) {
        List<QuantileBody> quantiles = new ArrayList<>();
        for (int index = 0; index < query.quantiles().size(); index++) {
            quantiles.add(new QuantileBody(
                    query.quantiles().get(index), distribution.values().get(index)));
        }
        return quantiles;
    }

    private Map<String, Long> excluded(ItemMetric items, ActorCounts authors) {
        Map<String, Long> excluded = new TreeMap<>();
        Map<State, Map<ActorClass, Long>> leftOut = snapshot.leftOut(population, items, tier(query, items), window);
        excluded.put("clock_anomalies", sum(leftOut.get(State.CLOCK_ANOMALY)));
        if (items == ItemMetric.CHANGE_LINES || items == ItemMetric.CHANGE_FILES || items == ItemMetric.BATCH_LINES) {
            excluded.put("unknown_sizes", sum(leftOut.get(State.UNKNOWN)));
        }
        if (items == ItemMetric.CHANGE_DELIVERY_TIME) {
            excluded.put("unknown_changes", sum(leftOut.get(State.UNKNOWN)));
        }
        if (items == ItemMetric.CHANGE_LEAD_TIME) {
            excluded.put("unknown_deployments", deployments.count(window, Effect.UNKNOWN));
        }
        if (items == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME) {
            excluded.put("unrecovered", deployments.unrecovered(window));
        }
        if (hasAuthors(items)) {
            excluded.put("humans", query.actors().contains(ActorClass.HUMAN) ? 0L : authors.human());
            excluded.put("agents", query.actors().contains(ActorClass.AGENT) ? 0L : authors.agent());
            excluded.put("bots", query.actors().contains(ActorClass.BOT) ? 0L : authors.bot());
        }
        return excluded;
    }

    private static long sum(@Nullable Map<ActorClass, Long> counts) {
        return counts == null
                ? 0
                : counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<PointBody> points(ItemMetric items, List<Bucket> buckets, List<Distribution> found) {
        List<PointBody> points = new ArrayList<>();
        for (int index = 0; index < buckets.size(); index++) {
            Bucket bucket = buckets.get(index);
            Distribution distribution = found.get(index);
            points.add(new PointBody(
                    bucket.start(),
                    bucket.window().from(),
                    bucket.window().to(),
                    metrics.isPartial(bucket),
                    items == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME
                            && metrics.settlesAt(bucket.window()).isPresent(),
                    distribution.n(),
                    distribution.values().getFirst(),
                    quantiles(distribution)));
        }
        return points;
    }
}
