package dev.millrace.insights.measure;

import dev.millrace.insights.ledger.Distribution;
import dev.millrace.insights.ledger.DistributionQuery;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.measure.MeasuresBody.MeasureBody;
import dev.millrace.insights.measure.MeasuresBody.PointBody;
import dev.millrace.insights.measure.MeasuresBody.PreviousBody;
import dev.millrace.insights.measure.MeasuresBody.QuantileBody;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ActorCounts;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.query.QueryParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Measures that are medians of durations. */
final class MeasureDurations {

    private final Snapshot snapshot;
    private final Population population;
    private final MeasureQuery query;
    private final CountDeployments deployments;
    private final ReadMeasures measures;
    private final Window window;

    MeasureDurations(
            Snapshot snapshot,
            Population population,
            MeasureQuery query,
            CountDeployments deployments,
            ReadMeasures measures) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
        this.deployments = deployments;
        this.measures = measures;
        this.window = query.window();
    }

    MeasureBody read(Measure measure, ItemMetric metric) {
        Window before = window.previous();
        List<Bucket> buckets = measures.buckets();
        List<Window> spans = new ArrayList<>(List.of(window, before));
        buckets.forEach(bucket -> spans.add(bucket.window()));
        List<Distribution> found = snapshot.distributions(query(population, query, metric, spans));
        Distribution whole = found.get(0);
        Distribution previous = found.get(1);
        return new MeasureBody(
                measure.wireName(),
                QueryParameters.wire(measure.factor()),
                unit(metric),
                whole.values().getFirst(),
                whole.n(),
                quantiles(whole),
                Optional.empty(),
                true,
                level(measure, whole.values().getFirst()),
                excluded(metric, whole.authors()),
                metric == ItemMetric.CHANGE_LEAD_TIME ? deployments.coverage(window) : OptionalDouble.empty(),
                new PreviousBody(before.from(), before.to(), previous.values().getFirst(), previous.n()),
                metric == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME ? measures.settlesAt(window) : Optional.empty(),
                Map.of(),
                hasAuthors(metric) ? Optional.of(whole.authors()) : Optional.empty(),
                points(metric, buckets, found.subList(2, found.size())));
    }

    /** What to read for one measure, the median first. */
    static DistributionQuery query(Population population, MeasureQuery query, ItemMetric metric, List<Window> spans) {
        return new DistributionQuery(
                population,
                metric,
                tier(query, metric),
                hasAuthors(metric) ? query.actors() : Set.of(ActorClass.values()),
                spans,
                query.quantiles(),
                query.method());
    }

    static Optional<Tier> tier(MeasureQuery query, ItemMetric metric) {
        return metric.hasTier() ? Optional.of(query.tier()) : Optional.empty();
    }

    static boolean hasAuthors(ItemMetric metric) {
        return metric.hasAuthors();
    }

    private static String unit(ItemMetric metric) {
        return switch (metric.unit()) {
            case TIME -> "seconds";
            case SHARE -> "share";
            case COUNT -> metric.unitName();
        };
    }

    private Optional<MeasuresBody.LevelBody> level(Measure measure, OptionalDouble median) {
        boolean hasScale = measure == Measure.CHANGE_LEAD_TIME || measure == Measure.FAILED_DEPLOYMENT_RECOVERY_TIME;
        return hasScale && measures.hasLevels() && median.isPresent()
                ? Optional.of(measures.level(Level.ofLeadTime(median.getAsDouble())))
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

    private Map<String, Long> excluded(ItemMetric metric, ActorCounts authors) {
        Map<String, Long> excluded = new TreeMap<>();
        Map<State, Map<ActorClass, Long>> leftOut = snapshot.leftOut(population, metric, tier(query, metric), window);
        excluded.put("clock_anomalies", sum(leftOut.get(State.CLOCK_ANOMALY)));
        if (metric == ItemMetric.CHANGE_LINES
                || metric == ItemMetric.CHANGE_FILES
                || metric == ItemMetric.BATCH_LINES) {
            excluded.put("unknown_sizes", sum(leftOut.get(State.UNKNOWN)));
        }
        if (metric == ItemMetric.CHANGE_DELIVERY_TIME) {
            excluded.put("unknown_changes", sum(leftOut.get(State.UNKNOWN)));
        }
        if (metric == ItemMetric.CHANGE_LEAD_TIME) {
            excluded.put("unknown_deployments", deployments.count(window, Effect.UNKNOWN));
        }
        if (metric == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME) {
            excluded.put("unrecovered", deployments.unrecovered(window));
        }
        if (hasAuthors(metric)) {
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

    private List<PointBody> points(ItemMetric metric, List<Bucket> buckets, List<Distribution> found) {
        List<PointBody> points = new ArrayList<>();
        for (int index = 0; index < buckets.size(); index++) {
            Bucket bucket = buckets.get(index);
            Distribution distribution = found.get(index);
            points.add(new PointBody(
                    bucket.start(),
                    bucket.window().from(),
                    bucket.window().to(),
                    measures.isPartial(bucket),
                    metric == ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME
                            && measures.settlesAt(bucket.window()).isPresent(),
                    distribution.n(),
                    distribution.values().getFirst(),
                    quantiles(distribution)));
        }
        return points;
    }
}
