package dev.millrace.insights.query;

import dev.millrace.insights.ledger.DeploymentTotals;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Window;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Counts deployments of spans; the spans that a query needs are read together, when the first of them is needed. */
final class CountDeployments {

    private final Snapshot snapshot;
    private final Population population;
    private final MetricQuery query;
    private final Map<Window, DeploymentTotals> read = new HashMap<>();

    CountDeployments(Snapshot snapshot, Population population, MetricQuery query) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
    }

    private DeploymentTotals in(Window span) {
        DeploymentTotals known = read.get(span);
        if (known != null) {
            return known;
        }
        List<Window> spans = Stream.concat(Stream.of(span), expected().filter(other -> !read.containsKey(other)))
                .distinct()
                .toList();
        List<DeploymentTotals> found = snapshot.totals(population, query.tier(), spans);
        for (int index = 0; index < spans.size(); index++) {
            read.put(spans.get(index), found.get(index));
        }
        return found.getFirst();
    }

    private Stream<Window> expected() {
        Window window = query.window();
        return Stream.concat(
                Stream.of(window, window.previous()),
                query.interval().stream()
                        .flatMap(unit -> window.buckets(unit).stream())
                        .map(Window.Bucket::window));
    }

    /** When the first success ever ended. */
    Optional<Instant> firstSuccessAt() {
        return snapshot.firstSuccessAt(population, query.tier());
    }

    /** Ends of the deployments that brought something, oldest first. */
    List<Instant> finishes(Window span) {
        return snapshot.bearing(population, query.tier(), span);
    }

    /** How many deployments brought something. */
    long bearing(Window span) {
        return count(span, Effect.SHIPS) + count(span, Effect.UNKNOWN);
    }

    long count(Window span, Effect effect) {
        return in(span).of(effect).n();
    }

    /** Share of deployments that brought something and for which there is evidence that they were bad. */
    Rate failed(Window span) {
        DeploymentTotals totals = in(span);
        return new Rate(
                bearing(totals).mapToLong(DeploymentTotals.Line::failed).sum(),
                bearing(totals).mapToLong(DeploymentTotals.Line::n).sum());
    }

    /** Share of remediating ones among all successes but redeploys. */
    Rate rework(Window span) {
        List<DeploymentTotals.Line> moving = Arrays.stream(Effect.values())
                .filter(Effect::moves)
                .map(in(span)::of)
                .toList();
        return new Rate(
                moving.stream().mapToLong(DeploymentTotals.Line::rework).sum(),
                moving.stream().mapToLong(DeploymentTotals.Line::n).sum());
    }

    /** Bad ones that ended in the span and are not recovered. */
    long unrecovered(Window span) {
        return bearing(in(span)).mapToLong(DeploymentTotals.Line::unrecovered).sum();
    }

    /** Deployments whose commits are known, over all that brought something; empty if none did. */
    OptionalDouble coverage(Window span) {
        return new Rate(count(span, Effect.SHIPS), bearing(span)).value();
    }

    /** How many deployments that brought something each repository had; only those that had any. */
    List<Long> byRepository(Window span) {
        return snapshot.bearingByHistory(population, query.tier(), span);
    }

    private static Stream<DeploymentTotals.Line> bearing(DeploymentTotals totals) {
        return Stream.of(totals.of(Effect.SHIPS), totals.of(Effect.UNKNOWN));
    }
}
