package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import dev.millrace.insights.metric.CommitGraph.Reach;
import dev.millrace.insights.metric.Effect.OutOfOrder;
import dev.millrace.insights.metric.Effect.Reason;
import dev.millrace.insights.metric.Effect.Redeploy;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.Effect.ShipsNothing;
import dev.millrace.insights.metric.Effect.Unknown;
import dev.millrace.insights.metric.MergedChange.Kept;
import dev.millrace.insights.metric.MergedChange.Rebased;
import dev.millrace.insights.metric.MergedChange.Squashed;
import dev.millrace.insights.metric.MergedChange.SquashedUnseen;
import dev.millrace.insights.metric.ShippedCommit.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says of successes, one after the other in their order, what each did; a call needs what the calls before it learnt. */
final class JudgeDeployments {

    private final CommitGraph graph;
    private final MergedChanges changes;
    private final BitSet reached = new BitSet();
    private final Set<String> deployedBefore = new HashSet<>();
    private @Nullable Deployment previous;

    JudgeDeployments(CommitGraph graph, MergedChanges changes) {
        this.graph = graph;
        this.changes = changes;
    }

    JudgedDeployment next(Deployment deployment) {
        OptionalInt tip = graph.find(deployment.sha());
        Effect effect = previous == null ? first(deployment, tip) : later(deployment, tip, previous);
        tip.ifPresent(commit -> graph.reach(commit, reached));
        deployedBefore.add(deployment.sha());
        previous = deployment;
        return new JudgedDeployment(deployment, effect);
    }

    private Effect later(Deployment deployment, OptionalInt tip, Deployment before) {
        if (deployment.sha().equals(before.sha())) {
            return new Redeploy();
        }
        OptionalInt from = graph.find(before.sha());
        if (tip.isEmpty() || from.isEmpty()) {
            return withoutPositions(deployment, tip);
        }
        if (graph.isProperAncestor(tip.getAsInt(), from.getAsInt())) {
            return deployment.startedAt().isBefore(before.startedAt()) ? new OutOfOrder() : new Rollback();
        }
        if (deployedBefore.contains(deployment.sha()) && !graph.isProperAncestor(from.getAsInt(), tip.getAsInt())) {
            // neither lies before the other, so what tells is that production was there already
            return new Rollback();
        }
        return whatIsNew(deployment, tip.getAsInt());
    }

    private Effect withoutPositions(Deployment deployment, OptionalInt tip) {
        if (deployedBefore.contains(deployment.sha())) {
            return new Rollback();
        }
        return new Unknown(tip.isPresent() ? Reason.INCOMPLETE_INTERVAL : Reason.COMMIT_NOT_IN_GRAPH);
    }

    /** Exactly one change's merge says by itself what it brought; any other first commit brings all of history. */
    private Effect first(Deployment deployment, OptionalInt tip) {
        if (tip.isEmpty()) {
            return new Unknown(Reason.COMMIT_NOT_IN_GRAPH);
        }
        int depth = changes.mergedBy(tip.getAsInt()).stream()
                .mapToInt(this::ownCommits)
                .max()
                .orElse(0);
        if (depth == 0) {
            return new Unknown(Reason.FIRST_DEPLOYMENT);
        }
        OptionalInt base = tip;
        for (int step = 0; step < depth && base.isPresent(); step++) {
            base = graph.firstParent(base.getAsInt());
        }
        base.ifPresent(commit -> graph.reach(commit, reached));
        return whatIsNew(deployment, tip.getAsInt());
    }

    /** How far back along first parents a change's own commits go; 0 if that cannot be told. */
    private int ownCommits(MergedChange change) {
        return switch (change.origin()) {
            case Squashed squashed -> 1;
            case SquashedUnseen unseen -> 1;
            case Rebased(int count) -> count;
            case Kept kept -> graph.isMerge(change.mergeCommit()) ? 1 : 0;
        };
    }

    private Effect whatIsNew(Deployment deployment, int tip) {
        Reach reach = graph.reach(tip, reached);
        if (!reach.complete()) {
            return new Unknown(Reason.INCOMPLETE_INTERVAL);
        }
        Instant finishedAt = deployment.finishedAt().orElseThrow();
        List<ShippedCommit> items = reach.commits().stream()
                .filter(commit -> !graph.isMerge(commit))
                .boxed()
                .flatMap(commit -> items(commit, finishedAt))
                .sorted(comparing(ShippedCommit::at).thenComparing(ShippedCommit::id))
                .toList();
        if (items.isEmpty()) {
            return new ShipsNothing();
        }
        List<ShippedChange> shipped = reach.commits().stream()
                .boxed()
                .flatMap(commit -> changes.mergedBy(commit).stream())
                .map(change -> shipped(change, finishedAt))
                .sorted(comparing(ShippedChange::number))
                .toList();
        return new Ships(items, shipped);
    }

    private Stream<ShippedCommit> items(int commit, Instant finishedAt) {
        var items = new ArrayList<ShippedCommit>();
        for (MergedChange change : changes.mergedBy(commit)) {
            switch (change.origin()) {
                case Squashed(var originals) ->
                    originals.forEach(original -> items.add(new ShippedCommit(
                            original.id(),
                            original.at(),
                            TimeSource.PUSH,
                            Optional.of(graph.id(commit)),
                            Optional.of(change.number()),
                            original.authorLogin().map(Authors::isBotLogin).orElse(change.authorIsBot()),
                            Duration.between(original.at(), finishedAt))));
                case SquashedUnseen unseen ->
                    items.add(new ShippedCommit(
                            graph.id(commit),
                            change.openedAt(),
                            TimeSource.CHANGE_OPENED,
                            Optional.empty(),
                            Optional.of(change.number()),
                            change.authorIsBot() || graph.isBot(commit),
                            Duration.between(change.openedAt(), finishedAt)));
                case Rebased rebased -> {}
                case Kept kept -> {}
            }
        }
        return items.isEmpty() ? Stream.of(asWritten(commit, finishedAt)) : items.stream();
    }

    private ShippedCommit asWritten(int commit, Instant finishedAt) {
        Instant at = graph.writtenAt(commit);
        return new ShippedCommit(
                graph.id(commit),
                at,
                TimeSource.COMMIT,
                Optional.empty(),
                Optional.empty(),
                graph.isBot(commit),
                Duration.between(at, finishedAt));
    }

    private ShippedChange shipped(MergedChange change, Instant finishedAt) {
        Optional<Instant> first = firstCommitAt(change);
        return new ShippedChange(
                change.number(),
                graph.id(change.mergeCommit()),
                first,
                first.map(at -> switch (change.origin()) {
                    case Squashed squashed -> TimeSource.PUSH;
                    case SquashedUnseen unseen -> TimeSource.CHANGE_OPENED;
                    case Rebased rebased -> TimeSource.COMMIT;
                    case Kept kept -> TimeSource.COMMIT;
                }),
                change.authorIsBot(),
                first.map(at -> Duration.between(at, finishedAt)));
    }

    private Optional<Instant> firstCommitAt(MergedChange change) {
        return switch (change.origin()) {
            case Squashed(var originals) ->
                originals.stream().map(original -> original.at()).min(Instant::compareTo);
            case SquashedUnseen unseen -> Optional.of(change.openedAt());
            case Rebased(int count) -> firstOfRebased(change.mergeCommit(), count);
            case Kept kept -> firstOfMerged(change.mergeCommit());
        };
    }

    private Optional<Instant> firstOfRebased(int newest, int count) {
        var own = new Nodes();
        OptionalInt commit = OptionalInt.of(newest);
        for (int step = 0; step < count && commit.isPresent(); step++) {
            own.push(commit.getAsInt());
            commit = graph.firstParent(commit.getAsInt());
        }
        return own.stream().mapToObj(graph::writtenAt).min(Instant::compareTo);
    }

    /** Fast-forwarded commits cannot be told from those before them, so only a merge says which are its own. */
    private Optional<Instant> firstOfMerged(int merge) {
        if (!graph.isMerge(merge)) {
            return Optional.empty();
        }
        Reach brought = graph.broughtBy(merge);
        return brought.complete()
                ? brought.commits().stream()
                        .filter(commit -> !graph.isMerge(commit))
                        .mapToObj(graph::writtenAt)
                        .min(Instant::compareTo)
                : Optional.empty();
    }
}
