package dev.millrace.insights.ledger;

import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ChangeFlow.FlowOfChange;
import dev.millrace.insights.metric.ChangeStages;
import dev.millrace.insights.metric.Deployment;
import dev.millrace.insights.metric.ForeignRuns.ForeignRun;
import dev.millrace.insights.metric.ReviewedChanges;
import dev.millrace.insights.metric.ShippedChange;
import dev.millrace.insights.metric.ShippedCommit;
import dev.millrace.insights.metric.Tier;
import dev.millrace.insights.metric.WorkCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes items of what happened to changes and in runs. */
final class FlowItems {

    /** The end of what has not ended; the latest time that rows have. */
    static final Instant OPEN = Instant.parse("9999-12-31T00:00:00Z");

    /** One of something, as an item holds it. */
    static final long ONE = 1_000_000;

    private FlowItems() {}

    static List<Item> ofChanges(List<FlowOfChange> changes) {
        List<Item> items = new ArrayList<>();
        for (FlowOfChange change : changes) {
            Optional<Duration> open = change.endedAt().map(end -> Duration.between(change.openedAt(), end));
            items.add(item(
                    ItemMetric.OPEN_TIME,
                    change,
                    change.endedAt().orElse(OPEN),
                    open.map(DeriveLedger::micros).orElse(0L),
                    open.isEmpty() ? State.UNKNOWN : open.get().isNegative() ? State.CLOCK_ANOMALY : State.COUNTED,
                    change.merged() ? "merged" : change.endedAt().isPresent() ? "closed" : "open"));
            if (change.merged()) {
                merged(change, change.endedAt().orElseThrow(), items);
            }
        }
        return items;
    }

    private static void merged(FlowOfChange change, Instant at, List<Item> items) {
        Duration cycle = Duration.between(change.openedAt(), at);
        items.add(item(
                ItemMetric.CYCLE_TIME,
                change,
                at,
                DeriveLedger.micros(cycle),
                cycle.isNegative() ? State.CLOCK_ANOMALY : State.COUNTED,
                ""));
        items.add(item(ItemMetric.TIME_IN_DRAFT, change, at, DeriveLedger.micros(change.inDraft()), State.COUNTED, ""));
        items.add(item(ItemMetric.REVIEW_DEPTH, change, at, change.reviews() * ONE, State.COUNTED, ""));
        items.add(item(ItemMetric.REWORK_CYCLES, change, at, change.cycles() * ONE, State.COUNTED, ""));
        items.add(item(
                ItemMetric.CHANGE_LINES,
                change,
                at,
                change.size().map(ChangeFact.Size::lines).orElse(0L) * ONE,
                change.size().isPresent() ? State.COUNTED : State.UNKNOWN,
                ""));
        items.add(item(
                ItemMetric.CHANGE_FILES,
                change,
                at,
                change.size().map(ChangeFact.Size::files).orElse(0L) * ONE,
                change.size().isPresent() ? State.COUNTED : State.UNKNOWN,
                ""));
        change.queued()
                .ifPresent(length -> items.add(
                        item(ItemMetric.MERGE_QUEUE_TIME, change, at, DeriveLedger.micros(length), State.COUNTED, "")));
    }

    private static Item item(
            ItemMetric metric, FlowOfChange change, Instant at, long micros, State state, String source) {
        return new Item(
                metric,
                Optional.empty(),
                Long.toString(change.number()),
                at,
                Optional.of(change.openedAt()),
                micros,
                change.author(),
                state,
                "",
                source);
    }

    static List<Item> ofStages(
            Tier tier,
            Deployment deployment,
            ShippedChange change,
            ChangeStages stages,
            Optional<WorkCalendar> calendar) {
        List<Item> items = new ArrayList<>();
        stages.parts()
                .forEach((stage, length) ->
                        items.add(stage(ItemMetric.of(stage), tier, deployment, change, DeriveLedger.micros(length))));
        calendar.ifPresent(hours -> stages.worked(hours)
                .forEach((stage, length) -> items.add(
                        stage(ItemMetric.ofWorking(stage), tier, deployment, change, DeriveLedger.micros(length)))));
        stages.efficiency()
                .ifPresent(share -> items.add(
                        stage(ItemMetric.FLOW_EFFICIENCY, tier, deployment, change, Math.round(share * ONE))));
        return items;
    }

    private static Item stage(ItemMetric metric, Tier tier, Deployment deployment, ShippedChange change, long micros) {
        return new Item(
                metric,
                Optional.of(tier),
                Long.toString(change.number()),
                deployment.finishedAt().orElseThrow(),
                Optional.empty(),
                micros,
                change.author(),
                State.COUNTED,
                deployment.id(),
                "");
    }

    /** How much a deployment brought; its lines are known if those of all its changes are. */
    static List<Item> ofBatch(
            Tier tier,
            Deployment deployment,
            List<ShippedCommit> commits,
            List<ShippedChange> changes,
            ReviewedChanges reviewed) {
        List<Optional<ChangeFact.Size>> sizes =
                changes.stream().map(change -> reviewed.size(change.number())).toList();
        boolean known = !sizes.isEmpty() && sizes.stream().allMatch(Optional::isPresent);
        long lines = sizes.stream()
                .flatMap(Optional::stream)
                .mapToLong(ChangeFact.Size::lines)
                .sum();
        return List.of(
                batch(ItemMetric.BATCH_COMMITS, tier, deployment, commits.size() * ONE, State.COUNTED),
                batch(
                        ItemMetric.BATCH_LINES,
                        tier,
                        deployment,
                        known ? lines * ONE : 0,
                        known ? State.COUNTED : State.UNKNOWN));
    }

    private static Item batch(ItemMetric metric, Tier tier, Deployment deployment, long micros, State state) {
        return new Item(
                metric,
                Optional.of(tier),
                deployment.id(),
                deployment.finishedAt().orElseThrow(),
                Optional.empty(),
                micros,
                ActorClass.HUMAN,
                state,
                deployment.id(),
                "");
    }

    static List<Item> ofRuns(List<ForeignRun> runs) {
        List<Item> items = new ArrayList<>();
        for (ForeignRun run : runs) {
            run.queuedAt()
                    .flatMap(queued ->
                            run.startedAt().map(started -> run(ItemMetric.BUILD_QUEUE_TIME, run, queued, started)))
                    .ifPresent(items::add);
            run.startedAt()
                    .map(started -> run(ItemMetric.BUILD_TIME, run, started, run.completedAt()))
                    .ifPresent(items::add);
        }
        return items;
    }

    private static Item run(ItemMetric metric, ForeignRun run, Instant from, Instant to) {
        return new Item(
                metric,
                Optional.empty(),
                run.id(),
                run.completedAt(),
                Optional.of(from),
                DeriveLedger.micros(Duration.between(from, to)),
                ActorClass.HUMAN,
                to.isBefore(from) ? State.CLOCK_ANOMALY : State.COUNTED,
                "",
                run.flaky() ? "flaky" : word(run.conclusion()));
    }

    private static String word(Conclusion conclusion) {
        return conclusion.name().toLowerCase(Locale.ROOT);
    }
}
