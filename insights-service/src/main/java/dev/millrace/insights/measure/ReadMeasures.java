package dev.millrace.insights.measure;

import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.Population.Kind;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.measure.MeasureQuery.MeasureScope;
import dev.millrace.insights.measure.MeasuresBody.LevelBody;
import dev.millrace.insights.measure.MeasuresBody.MeasureBody;
import dev.millrace.insights.measure.MeasuresBody.PreviousBody;
import dev.millrace.insights.metric.FailureLog;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.metric.Window.Bucket;
import dev.millrace.insights.query.QueryParameters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Computes measures from one snapshot. */
final class ReadMeasures {

    private final Snapshot snapshot;
    private final LedgerScope scope;
    private final MeasureQuery query;
    private final Instant now;
    private final CountDeployments deployments;

    /** @param now only decides what is still running or settling */
    ReadMeasures(Snapshot snapshot, LedgerScope scope, MeasureQuery query, Instant now) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.query = query;
        this.now = now;
        this.deployments = new CountDeployments(snapshot, scope.population(), query);
    }

    /** The measures that were asked for. */
    List<MeasureBody> read() {
        return query.measures().stream().map(this::read).toList();
    }

    private MeasureBody hidden(Measure measure) {
        Window before = query.window().previous();
        return new MeasureBody(
                measure.wireName(),
                QueryParameters.wire(measure.factor()),
                "hidden",
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

    private MeasureBody read(Measure measure) {
        if (FewPeople.hides(measure, scope.population())) {
            return hidden(measure);
        }
        if (measure.countsItems()) {
            return new MeasureFlow(snapshot, scope.population(), query, buckets(), this::isPartial).read(measure);
        }
        return measure.metric()
                .map(metric -> new MeasureDurations(snapshot, scope.population(), query, deployments, this)
                        .read(measure, metric))
                .orElseGet(() -> new MeasureCounts(query, deployments, this).read(measure));
    }

    /** Tiers compare one service with others; a blend of several is not one. */
    boolean hasLevels() {
        return query.scope() instanceof MeasureScope.OfRepository
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
