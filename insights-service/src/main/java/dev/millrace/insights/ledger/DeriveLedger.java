package dev.millrace.insights.ledger;

import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.BuildRuns;
import dev.millrace.insights.metric.BuildRuns.BuildRun;
import dev.millrace.insights.metric.ChangeFlow;
import dev.millrace.insights.metric.CommitGraph;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.DeploymentLog;
import dev.millrace.insights.metric.Effect.OutOfOrder;
import dev.millrace.insights.metric.Effect.Redeploy;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.Effect.ShipsNothing;
import dev.millrace.insights.metric.Effect.Unknown;
import dev.millrace.insights.metric.FailureLog;
import dev.millrace.insights.metric.ForeignRuns;
import dev.millrace.insights.metric.JudgedOutcome;
import dev.millrace.insights.metric.ReviewedChanges;
import dev.millrace.insights.metric.Rules;
import dev.millrace.insights.metric.Scope;
import dev.millrace.insights.metric.ShippedChange;
import dev.millrace.insights.metric.ShippedCommit;
import dev.millrace.insights.metric.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Derives what is stored from facts. Pure: the same set of facts gives the same ledger. */
public final class DeriveLedger {

    /** Version of what is derived; changed when the same facts would give other rows. All histories are then derived again. */
    public static final String DEFINITION = "4";

    private final Facts facts;
    private final FlowFacts flow;
    private final CommitGraph graph;
    private final ReviewedChanges reviewed;
    private final Rules rules;
    private final List<LedgerDeployment> deployments = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();

    private DeriveLedger(Facts facts, FlowFacts flow, CommitGraph graph, ReviewedChanges reviewed, Rules rules) {
        this.rules = rules;
        this.facts = facts;
        this.flow = flow;
        this.graph = graph;
        this.reviewed = reviewed;
    }

    /**
     * The ledger of a repository.
     *
     * @param graph of its commits; their authors are classified already
     * @param authors the same classification
     */
    public static Ledger of(Facts facts, FlowFacts flow, CommitGraph graph, Authors authors, Rules rules) {
        DeriveLedger derive = deployments(facts, flow, graph, authors, rules);
        BuildRuns.of(flow.builds()).forEach(derive::add);
        derive.items.addAll(FlowItems.ofRuns(ForeignRuns.of(facts.runs())));
        derive.items.addAll(FlowItems.ofChanges(ChangeFlow.of(facts, flow, authors)));
        return new Ledger(derive.deployments, derive.items);
    }

    /** The ledger of a service: what belongs to its deployments. Builds and open changes are the repository's. */
    public static Ledger ofService(Facts facts, FlowFacts flow, CommitGraph graph, Authors authors, Rules rules) {
        DeriveLedger derive = deployments(facts, flow, graph, authors, rules);
        return new Ledger(derive.deployments, derive.items);
    }

    private static DeriveLedger deployments(
            Facts facts, FlowFacts flow, CommitGraph graph, Authors authors, Rules rules) {
        var derive = new DeriveLedger(facts, flow, graph, ReviewedChanges.of(facts, flow, authors), rules);
        for (Tier tier : Tier.values()) {
            derive.add(tier);
        }
        return derive;
    }

    private void add(Tier tier) {
        DeploymentLog log = DeploymentLog.of(facts, graph, new Scope(Optional.of(tier), Optional.empty()), rules);
        log.unsuccessful().forEach(attempt -> deployments.add(attempt(tier, attempt)));
        for (JudgedOutcome outcome : FailureLog.of(log, facts, graph, flow.incidents(), rules)) {
            deployments.add(success(tier, outcome));
            recovery(tier, outcome);
            if (outcome.judged().effect() instanceof Ships(var commits, var changes)) {
                Deployment deployment = outcome.judged().deployment();
                commits.forEach(commit -> add(tier, deployment, commit));
                changes.forEach(change -> add(tier, deployment, change));
                items.addAll(FlowItems.ofBatch(tier, deployment, commits, changes, reviewed));
            }
        }
    }

    private void add(Tier tier, Deployment deployment, ShippedCommit commit) {
        items.add(new Item(
                ItemMetric.CHANGE_LEAD_TIME,
                Optional.of(tier),
                commit.id(),
                deployment.finishedAt().orElseThrow(),
                Optional.of(commit.at()),
                micros(commit.leadTime()),
                commit.author(),
                commit.clockAnomaly() ? State.CLOCK_ANOMALY : State.COUNTED,
                deployment.id(),
                commit.source().name().toLowerCase(Locale.ROOT)));
    }

    private void add(Tier tier, Deployment deployment, ShippedChange change) {
        Instant finishedAt = deployment.finishedAt().orElseThrow();
        items.add(new Item(
                ItemMetric.CHANGE_DELIVERY_TIME,
                Optional.of(tier),
                Long.toString(change.number()),
                finishedAt,
                change.firstCommitAt(),
                change.leadTime().map(DeriveLedger::micros).orElse(0L),
                change.author(),
                change.leadTime().isEmpty()
                        ? State.UNKNOWN
                        : change.clockAnomaly() ? State.CLOCK_ANOMALY : State.COUNTED,
                deployment.id(),
                change.source()
                        .map(source -> source.name().toLowerCase(Locale.ROOT))
                        .orElse("")));
        reviewed.stages(change, deployment)
                .ifPresent(
                        stages -> items.addAll(FlowItems.ofStages(tier, deployment, change, stages, rules.calendar())));
    }

    private void recovery(Tier tier, JudgedOutcome outcome) {
        outcome.recoveryTime()
                .ifPresent(length -> items.add(new Item(
                        ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME,
                        Optional.of(tier),
                        outcome.judged().deployment().id(),
                        outcome.recoveredAt().orElseThrow(),
                        Optional.of(outcome.judged().finishedAt()),
                        micros(length),
                        ActorClass.HUMAN,
                        length.isNegative() ? State.CLOCK_ANOMALY : State.COUNTED,
                        outcome.judged().deployment().id(),
                        outcome.recoveredBy().orElse(""))));
    }

    private void add(BuildRun run) {
        run.queuedAt()
                .flatMap(queued ->
                        run.startedAt().map(started -> build(ItemMetric.BUILD_QUEUE_TIME, run, queued, started)))
                .ifPresent(items::add);
        run.startedAt()
                .map(started -> build(ItemMetric.BUILD_TIME, run, started, run.finishedAt()))
                .ifPresent(items::add);
    }

    private static Item build(ItemMetric metric, BuildRun run, Instant from, Instant to) {
        return new Item(
                metric,
                Optional.empty(),
                run.id().toString(),
                run.finishedAt(),
                Optional.of(from),
                micros(Duration.between(from, to)),
                ActorClass.HUMAN,
                to.isBefore(from) ? State.CLOCK_ANOMALY : State.COUNTED,
                "",
                run.flaky() ? "flaky" : run.conclusion().name().toLowerCase(Locale.ROOT));
    }

    private static LedgerDeployment success(Tier tier, JudgedOutcome outcome) {
        Deployment deployment = outcome.judged().deployment();
        return new LedgerDeployment(
                tier,
                deployment.id(),
                outcome.judged().finishedAt(),
                effect(outcome.judged().effect()),
                outcome.judged().effect() instanceof Unknown(var reason)
                        ? Optional.of(reason.name().toLowerCase(Locale.ROOT))
                        : Optional.empty(),
                deployment.environment(),
                deployment.sha(),
                deployment.ref(),
                deployment.createdAt(),
                deployment.startedAt(),
                outcome.judged().effect() instanceof Ships(var commits, var changes) ? commits.size() : 0,
                outcome.failed(),
                outcome.rework(),
                outcome.recoveredAt(),
                outcome.recoveredBy(),
                outcome.signals());
    }

    private static LedgerDeployment attempt(Tier tier, Deployment attempt) {
        return new LedgerDeployment(
                tier,
                attempt.id(),
                attempt.finishedAt().orElse(attempt.createdAt()),
                attempt.finishedAt().isPresent() ? LedgerDeployment.Effect.FAILED : LedgerDeployment.Effect.UNFINISHED,
                Optional.empty(),
                attempt.environment(),
                attempt.sha(),
                attempt.ref(),
                attempt.createdAt(),
                attempt.startedAt(),
                0,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static LedgerDeployment.Effect effect(dev.millrace.insights.metric.Effect effect) {
        return switch (effect) {
            case Ships ships -> LedgerDeployment.Effect.SHIPS;
            case Unknown unknown -> LedgerDeployment.Effect.UNKNOWN;
            case Redeploy redeploy -> LedgerDeployment.Effect.REDEPLOY;
            case OutOfOrder outOfOrder -> LedgerDeployment.Effect.OUT_OF_ORDER;
            case Rollback rollback -> LedgerDeployment.Effect.ROLLBACK;
            case ShipsNothing nothing -> LedgerDeployment.Effect.SHIPS_NOTHING;
        };
    }

    static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000L + duration.getNano() / 1_000;
    }
}
