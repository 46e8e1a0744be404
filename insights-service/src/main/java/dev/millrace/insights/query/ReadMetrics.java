package dev.millrace.insights.query;

import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.FailureLog;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.query.MetricQuery.MetricScope;
import dev.millrace.insights.query.MetricsBody.LevelBody;
import dev.millrace.insights.query.MetricsBody.MetricBody;
import dev.millrace.insights.query.MetricsBody.PreviousBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Computes metrics from one snapshot. */
final class ReadMetrics {

    private final Snapshot snapshot;
    private final LedgerScope scope;
    private final MetricQuery query;
    private final Instant now;
    private final CountDeployments deployments;

    /** @param now only decides what is still running or settling */
    ReadMetrics(Snapshot snapshot, LedgerScope scope, MetricQuery query, Instant now) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.query = query;
        this.now = now;
        this.deployments = new CountDeployments(snapshot, scope.population(), query);
    }

    /** The metrics that were asked for. */
    List<MetricBody> read() {
        return query.metrics().stream().map(this::read).toList();
    }

    private MetricBody hidden(Metric metric) {
        Window before = query.window().previous();
        return new MetricBody(
                metric.wireName(),
                QueryParameters.wire(metric.factor()),
                MetricBody.HIDDEN,
                OptionalDouble.empty(),
                0,
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of("fewer_than_five_people", 1L),
                OptionalDouble.empty(),
                new PreviousBody(before.from(), before.to(), OptionalDouble.empty(), 0),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    private MetricBody read(Metric metric) {
        if (FewPeople.hides(metric, scope.population())) {
            return hidden(metric);
        }
        if (metric.countsItems()) {
            return new MetricFlow(snapshot, scope.population(), query, buckets(), this::isPartial).read(metric);
        }
        return metric.items()
                .map(items ->
                        new MetricDurations(snapshot, scope.population(), query, deployments, this).read(metric, items))
                .orElseGet(() -> new MetricCounts(query, deployments, this).read(metric));
    }

    /** Tiers compare one service with others; a blend of several is not one. */
    boolean hasLevels() {
        return query.scope() instanceof MetricScope.OfRepository
                && scope.population().kind() == Kind.HISTORIES;
    }

    LevelBody level(Level level) {
        return new LevelBody(level.edition(), OptionalInt.of(level.rank()), level.score(), Optional.of(level.label()));
    }

    /** The score of a share that should be small. */
    Optional<LevelBody> levelOfShare(OptionalDouble share) {
        return hasLevels() && share.isPresent()
                ? Optional.of(new LevelBody(
                        Level.EDITION, OptionalInt.empty(), 10 * (1 - share.getAsDouble()), Optional.empty()))
                : Optional.empty();
    }

    /** When evidence about the span's deployments has had its time; empty if it has. */
    Optional<Instant> settlesAt(Window span) {
        return Optional.of(span.to().plus(FailureLog.WINDOW)).filter(at -> at.isAfter(now));
    }

    boolean isPartial(Bucket bucket) {
        return bucket.partial(now);
    }

    /** The intervals that were asked for. */
    List<Bucket> buckets() {
        return query.interval().map(query.window()::buckets).orElse(List.of());
    }
}
