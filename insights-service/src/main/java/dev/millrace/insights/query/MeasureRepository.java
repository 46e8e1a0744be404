package dev.millrace.insights.query;

import static java.util.Comparator.comparing;

import dev.millrace.insights.metric.ChangeDeliveryTime;
import dev.millrace.insights.metric.ChangeLeadTime;
import dev.millrace.insights.metric.Choices;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.DeploymentFrequency;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.ForgeNumber;
import dev.millrace.insights.metric.JudgedDeployment;
import dev.millrace.insights.metric.Level;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.Seconds;
import dev.millrace.insights.metric.ShippedCommit;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.Window;
import dev.millrace.insights.query.MetricsBody.AnomalyBody;
import dev.millrace.insights.query.MetricsBody.CountBody;
import dev.millrace.insights.query.MetricsBody.DeliveryTimeBody;
import dev.millrace.insights.query.MetricsBody.DurationsBody;
import dev.millrace.insights.query.MetricsBody.EnvironmentsBody;
import dev.millrace.insights.query.MetricsBody.FiltersBody;
import dev.millrace.insights.query.MetricsBody.FrequencyBody;
import dev.millrace.insights.query.MetricsBody.LeadTimeBody;
import dev.millrace.insights.query.MetricsBody.LevelBody;
import dev.millrace.insights.query.MetricsBody.PreviousBody;
import dev.millrace.insights.query.MetricsBody.WindowBody;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers a query from a history. Pure, except for {@code now}, which only decides which buckets are still running.
 */
final class MeasureRepository {

    static final int ANOMALIES_SHOWN = 100;

    private static final Comparator<Page.Key> OLDEST_FIRST =
            comparing(Page.Key::at).thenComparing(Page.Key::id, ForgeNumber.ORDER);

    private final History history;
    private final DeploymentLog log;
    private final InsightsQuery query;
    private final Window window;
    private final Choices choices;

    MeasureRepository(History history, InsightsQuery query) {
        this.history = history;
        this.log = history.log(query.scope());
        this.query = query;
        this.window = query.window();
        this.choices = query.choices();
    }

    /** The complete answer. */
    MetricsBody metrics(String team, Optional<Instant> dataThrough, Map<String, Long> builds, Instant now) {
        ChangeLeadTime leadTime = ChangeLeadTime.of(log, window, choices);
        return new MetricsBody(
                team,
                query.repository(),
                WindowBody.of(query),
                filters(query.scope(), choices),
                Choices.DEFINITION,
                Level.EDITION,
                dataThrough,
                leadTime.coverage(),
                environments(),
                frequency(now),
                leadTime(leadTime, now),
                deliveryTime(),
                builds,
                deployments());
    }

    /** The requested page of the evidence. */
    DeploymentsBody deployments() {
        List<Listed> newestFirst = Stream.of(
                        log.successes(window).stream()
                                .map(judged ->
                                        new Listed(judged.deployment(), () -> DeploymentBody.of(judged, choices))),
                        log.failures(window).stream()
                                .map(attempt -> new Listed(attempt, () -> DeploymentBody.of(attempt))),
                        log.unfinished(window).stream()
                                .map(attempt -> new Listed(attempt, () -> DeploymentBody.of(attempt))))
                .flatMap(all -> all)
                .sorted(comparing(Listed::key, OLDEST_FIRST.reversed()))
                .toList();
        var page = query.page().of(newestFirst, Listed::key, OLDEST_FIRST.reversed());
        return new DeploymentsBody(
                page.items().stream().map(listed -> listed.body().get()).toList(),
                page.next().map(Page.Key::text));
    }

    /** A deployment in the evidence. The body, with its commits, is only made for those on the page. */
    private record Listed(Deployment deployment, Supplier<DeploymentBody> body) {

        Page.Key key() {
            return new Page.Key(deployment.finishedAt().orElse(deployment.createdAt()), deployment.id());
        }
    }

    /** What a deployment first shipped, whenever it finished; empty if there is no such success in the scope. */
    Optional<CommitsBody> commits(String deployment) {
        return log.successes().stream()
                .filter(judged -> judged.deployment().id().equals(deployment))
                .findFirst()
                .map(judged -> {
                    var page = query.page()
                            .of(
                                    shipped(judged).toList(),
                                    commit -> new Page.Key(commit.at(), commit.id()),
                                    comparing(Page.Key::at).thenComparing(Page.Key::id));
                    return new CommitsBody(
                            page.items().stream()
                                    .map(commit -> CommitBody.of(commit, choices))
                                    .toList(),
                            page.next().map(Page.Key::text));
                });
    }

    private static FiltersBody filters(Scope scope, Choices choices) {
        return new FiltersBody(
                scope.tier().map(Tier::wireName),
                scope.environment(),
                choices.countRedeploys() ? "include" : "exclude",
                choices.countBots() ? "include" : "exclude",
                choices.countAgents() ? "include" : "exclude",
                QueryParameters.wire(choices.method()));
    }

    private EnvironmentsBody environments() {
        return new EnvironmentsBody(log.environments(), DeploymentLog.unmappedEnvironments(history.facts()));
    }

    private FrequencyBody frequency(Instant now) {
        DeploymentFrequency frequency = DeploymentFrequency.of(log, window, choices);
        Window before = window.previous();
        DeploymentFrequency previous = DeploymentFrequency.of(log, before, choices);
        List<CountBody> buckets = window.buckets(query.bucket()).stream()
                .map(bucket -> new CountBody(
                        bucket.start(),
                        bucket.window().from(),
                        bucket.window().to(),
                        bucket.partial(now),
                        DeploymentFrequency.counted(log, bucket.window(), choices)
                                .size()))
                .toList();
        return new FrequencyBody(
                frequency.perDay(),
                "deployments/day",
                frequency.n(),
                frequency.days(),
                frequency.perWeek(),
                frequency.daysPerWeek(),
                frequency.gapSeconds(),
                frequency.level().map(LevelBody::of),
                PreviousBody.of(before, previous.perDay(), previous.n()),
                buckets,
                frequency.excluded());
    }

    private LeadTimeBody leadTime(ChangeLeadTime leadTime, Instant now) {
        Quantiles seconds = leadTime.seconds();
        Window before = window.previous();
        Quantiles previous = ChangeLeadTime.of(log, before, choices).seconds();
        return new LeadTimeBody(
                seconds.median(),
                "seconds",
                seconds.n(),
                seconds.p75(),
                seconds.p90(),
                seconds.p95(),
                leadTime.level().map(LevelBody::of),
                PreviousBody.of(before, previous.median(), previous.n()),
                window.buckets(query.bucket()).stream()
                        .map(bucket -> DurationsBody.of(bucket, ChangeLeadTime.of(log, bucket.window(), choices), now))
                        .toList(),
                leadTime.excluded(),
                leadTime.authors(),
                anomalies());
    }

    private DeliveryTimeBody deliveryTime() {
        ChangeDeliveryTime deliveryTime = ChangeDeliveryTime.of(log, window, choices);
        Quantiles seconds = deliveryTime.seconds();
        Window before = window.previous();
        Quantiles previous = ChangeDeliveryTime.of(log, before, choices).seconds();
        return new DeliveryTimeBody(
                seconds.median(),
                "seconds",
                seconds.n(),
                seconds.p75(),
                seconds.p90(),
                seconds.p95(),
                PreviousBody.of(before, previous.median(), previous.n()),
                deliveryTime.excluded(),
                deliveryTime.authors());
    }

    private List<AnomalyBody> anomalies() {
        return log.successes(window).stream()
                .flatMap(judged -> shipped(judged)
                        .filter(ShippedCommit::clockAnomaly)
                        .map(commit ->
                                new AnomalyBody(judged.deployment().id(), commit.id(), Seconds.of(commit.leadTime()))))
                .limit(ANOMALIES_SHOWN)
                .toList();
    }

    private static Stream<ShippedCommit> shipped(JudgedDeployment judged) {
        return judged.effect() instanceof Ships(var commits, var changes) ? commits.stream() : Stream.empty();
    }
}
