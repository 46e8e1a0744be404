package dev.millrace.insights.query;

import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.Distribution;
import dev.millrace.insights.ledger.DistributionQuery;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.EvidenceBody.ItemEvidence;
import dev.millrace.insights.query.ExplainBody.StepBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Shows how a metric's value is computed. */
final class ExplainMetric {

    private final Snapshot snapshot;
    private final Population population;
    private final MetricQuery query;
    private final CountDeployments deployments;
    private final Window window;

    ExplainMetric(Snapshot snapshot, Population population, MetricQuery query) {
        this.snapshot = snapshot;
        this.population = population;
        this.query = query;
        this.deployments = new CountDeployments(snapshot, population, query);
        this.window = query.window();
    }

    ExplainBody explain(Metric metric) {
        return metric.durations()
                .map(durations -> median(metric, durations))
                .orElseGet(() -> metric == Metric.DEPLOYMENT_FREQUENCY ? frequency(metric) : share(metric));
    }

    private ExplainBody median(Metric metric, ItemMetric durations) {
        DistributionQuery asked = MetricDurations.query(population, query, durations, List.of(window));
        Distribution found = snapshot.distributions(asked).getFirst();
        double position = 0.5 * (found.n() - 1);
        long low = (long) Math.floor(position);
        long high = (long) Math.ceil(position);
        List<ItemEvidence> items = found.n() == 0
                ? List.of()
                : snapshot.atRanks(asked, Stream.of(low, high).distinct().toList()).stream()
                        .map(row -> ItemEvidence.of(query, row))
                        .toList();
        List<StepBody> steps = new ArrayList<>();
        steps.add(StepBody.of(
                "count the %s whose time 'at' is in the window and that count".formatted(durations.items()),
                found.n()));
        if (found.n() > 0) {
            steps.add(StepBody.of("sort them by duration, number them from 0, and take 0.5 * (n - 1)", position));
            steps.add(new StepBody("the duration at number %d, in seconds".formatted(low), seconds(items.getFirst())));
            steps.add(new StepBody("the duration at number %d, in seconds".formatted(high), seconds(items.getLast())));
            steps.add(new StepBody(
                    query.method() == Quantiles.Method.CONTINUOUS
                            ? "low + (high - low) * the fraction of the position"
                            : "the lower of the two",
                    found.values().getFirst()));
        }
        return new ExplainBody(
                metric.wireName(),
                DeriveLedger.DEFINITION,
                found.values().getFirst(),
                "median of the durations of %s, by the method %s"
                        .formatted(durations.items(), QueryParameters.wire(query.method())),
                steps,
                items);
    }

    private static OptionalDouble seconds(ItemEvidence item) {
        return item.seconds().map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private ExplainBody frequency(Metric metric) {
        Optional<Instant> first = deployments.firstSuccessAt().filter(at -> at.isBefore(window.to()));
        long n = deployments.bearing(window);
        List<StepBody> steps = new ArrayList<>();
        steps.add(
                StepBody.of("count the successes that ended in the window and brought something new, or may have", n));
        first.ifPresent(at -> steps.add(StepBody.of(
                "count the calendar days of the window in its zone from the first success ever (%s) on".formatted(at),
                DeploymentFrequency.days(first, window))));
        return new ExplainBody(
                metric.wireName(),
                DeriveLedger.DEFINITION,
                first.map(at -> OptionalDouble.of((double) n / DeploymentFrequency.days(first, window)))
                        .orElse(OptionalDouble.empty()),
                "deployments divided by days, days without a deployment included",
                steps,
                List.of());
    }

    private ExplainBody share(Metric metric) {
        boolean isFailures = metric == Metric.CHANGE_FAIL_RATE;
        Rate rate = isFailures ? deployments.failed(window) : deployments.rework(window);
        return new ExplainBody(
                metric.wireName(),
                DeriveLedger.DEFINITION,
                rate.value(),
                isFailures
                        ? "failed deployments divided by all that brought something, both by their end"
                        : "remediating deployments divided by all successes but redeploys, both by their end",
                List.of(
                        StepBody.of(
                                isFailures
                                        ? "count the successes of the window that brought something new, or may have"
                                        : "count the successes of the window, without redeploys and overtaken ones",
                                rate.n()),
                        StepBody.of(
                                isFailures
                                        ? "of these, count those with at least one signal of evidence, each once"
                                        : "of these, count rollbacks and those that carry a revert or a hotfix",
                                rate.hits()),
                        StepBody.of("left out as redeploys", deployments.count(window, Effect.REDEPLOY))),
                List.of());
    }
}
