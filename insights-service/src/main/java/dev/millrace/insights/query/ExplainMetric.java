package dev.millrace.insights.query;

import dev.millrace.insights.ledger.DeriveLedger;
import dev.millrace.insights.ledger.Distribution;
import dev.millrace.insights.ledger.DistributionQuery;
import dev.millrace.insights.ledger.ItemMetric;
import dev.millrace.insights.ledger.LedgerDeployment.Effect;
import dev.millrace.insights.ledger.LedgerScope;
import dev.millrace.insights.ledger.Population;
import dev.millrace.insights.ledger.ReadLedger.Snapshot;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Rate;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.EvidenceBody.ItemEvidence;
import dev.millrace.insights.query.ExplainBody.StepBody;
import dev.millrace.insights.query.MetricsBody.MetricBody;
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
    private final int definitions;
    private final MetricQuery query;
    private final CountDeployments deployments;
    private final Window window;

    ExplainMetric(Snapshot snapshot, LedgerScope scope, MetricQuery query) {
        this.snapshot = snapshot;
        this.population = scope.population();
        this.definitions = scope.definitions();
        this.query = query;
        this.deployments = new CountDeployments(snapshot, scope.population(), query);
        this.window = query.window();
    }

    ExplainBody explain(Metric metric) {
        FewPeople.refuse(metric, population);
        return metric.countsItems() ? count(metric) : ofDeploymentsOrItems(metric);
    }

    /** The value as the metric gives it, with the numbers that it consists of. */
    private ExplainBody count(Metric metric) {
        MetricBody body = new MetricFlow(snapshot, population, query, List.of(), bucket -> false).read(metric);
        List<StepBody> steps = new ArrayList<>();
        steps.add(StepBody.of(
                switch (metric) {
                    case THROUGHPUT -> "count the changes that were merged in the window";
                    case WORK_IN_PROGRESS ->
                        "count the changes opened until the window's end, and not merged or closed until then";
                    case BUILD_MINUTES -> "add up how long the builds took that ended in the window";
                    default -> "count the builds that ended in the window with a success or a failure";
                },
                body.n()));
        body.details().forEach((name, value) -> steps.add(new StepBody(name, value)));
        return new ExplainBody(
                metric.wireName(),
                DeriveLedger.DEFINITION,
                definitions,
                body.value(),
                switch (metric) {
                    case THROUGHPUT -> "merged changes divided by the calendar days of the window";
                    case WORK_IN_PROGRESS -> "open changes at the window's end";
                    case BUILD_MINUTES -> "seconds of all builds divided by 60";
                    case BUILD_FLAKE_RATE -> "builds that failed, and passed later on the same commit, divided by all";
                    default -> "builds that passed divided by all";
                },
                steps,
                List.of());
    }

    private ExplainBody ofDeploymentsOrItems(Metric metric) {
        return metric.items()
                .map(items -> median(metric, items))
                .orElseGet(() -> metric == Metric.DEPLOYMENT_FREQUENCY ? frequency(metric) : share(metric));
    }

    private ExplainBody median(Metric metric, ItemMetric kind) {
        DistributionQuery asked = MetricDurations.query(population, query, kind, List.of(window));
        Distribution found = snapshot.distributions(asked).getFirst();
        double position = 0.5 * (found.n() - 1);
        long low = (long) Math.floor(position);
        long high = (long) Math.ceil(position);
        List<ItemEvidence> items = found.n() == 0
                ? List.of()
                : snapshot.atRanks(asked, Stream.of(low, high).distinct().toList()).stream()
                        .map(row -> ItemEvidence.of(query, row))
                        .toList();
        String number = kind.unit() == ItemMetric.Unit.TIME ? "duration" : "number";
        String unit = MetricDurations.unit(kind);
        List<StepBody> steps = new ArrayList<>();
        steps.add(StepBody.of(
                "count the %s whose time 'at' is in the window and that count".formatted(kind.items()), found.n()));
        if (found.n() > 0) {
            steps.add(StepBody.of(
                    "sort them by %s, number them from 0, and take 0.5 * (n - 1)".formatted(number), position));
            steps.add(
                    new StepBody("the %s at number %d, in %s".formatted(number, low, unit), seconds(items.getFirst())));
            steps.add(
                    new StepBody("the %s at number %d, in %s".formatted(number, high, unit), seconds(items.getLast())));
            steps.add(new StepBody(
                    query.method() == Quantiles.Method.CONTINUOUS
                            ? "low + (high - low) * the fraction of the position"
                            : "the lower of the two",
                    found.values().getFirst()));
        }
        return new ExplainBody(
                metric.wireName(),
                DeriveLedger.DEFINITION,
                definitions,
                found.values().getFirst(),
                "median of the %ss of %s, by the method %s"
                        .formatted(number, kind.items(), QueryParameters.wire(query.method())),
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
                definitions,
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
                definitions,
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
