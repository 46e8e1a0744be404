package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import dev.millrace.insights.fact.PushFact.PushedCommit;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Determines what each success did, in the order in which they finished; a call needs the state of the calls before it.
 *
 * <p>The environment's current commit follows the order of starts: of two overlapping deployments, the one that started
 * later decides, whichever finished first.
 */
final class JudgeDeployments {

    private final CommitGraph graph;
    private final MergedChanges changes;
    private final Predicate<String> isOwn;
    private final BitSet reached = new BitSet();
    /** Rank of each deployed commit in the order of first deployments: separates back from forward without a graph. */
    private final Map<String, Integer> firstDeployed = new HashMap<>();

    /** Originals of squashed commits that have shipped, by their ids, which may reach the default branch as well. */
    private final Set<String> shippedSquashed = new HashSet<>();

    private @Nullable Deployment current;

    /** @param isOwn whether a commit belongs to the service that is judged */
    JudgeDeployments(CommitGraph graph, MergedChanges changes, Predicate<String> isOwn) {
        this.graph = graph;
        this.changes = changes;
        this.isOwn = isOwn;
    }

    JudgedDeployment next(Deployment deployment) {
        OptionalInt tip = graph.find(deployment.sha());
        Effect effect = current == null ? first(deployment, tip) : later(deployment, tip, current);
        tip.ifPresent(commit -> noteSquashed(graph.reach(commit, reached)));
        firstDeployed.putIfAbsent(deployment.sha(), firstDeployed.size());
        if (current == null || !deployment.startedAt().isBefore(current.startedAt())) {
            current = deployment;
        }
        return new JudgedDeployment(deployment, effect);
    }

    private Effect later(Deployment deployment, OptionalInt tip, Deployment before) {
        if (deployment.sha().equals(before.sha())) {
            return new Redeploy();
        }
        boolean overtaken = deployment.startedAt().isBefore(before.startedAt());
        OptionalInt from = graph.find(before.sha());
        if (tip.isEmpty() || from.isEmpty()) {
            return withoutPositions(deployment, tip, overtaken, before);
        }
        if (graph.isProperAncestor(tip.getAsInt(), from.getAsInt())) {
            return overtaken ? new OutOfOrder() : new Rollback();
        }
        boolean forward = graph.isProperAncestor(from.getAsInt(), tip.getAsInt());
        if (!overtaken && !forward && wasThereBefore(deployment, before)) {
            // neither is an ancestor of the other, so the order of first deployment decides
            return new Rollback();
        }
        Effect effect = whatIsNew(deployment, tip.getAsInt());
        return overtaken && effect instanceof ShipsNothing ? new OutOfOrder() : effect;
    }

    private Effect withoutPositions(Deployment deployment, OptionalInt tip, boolean overtaken, Deployment before) {
        if (firstDeployed.containsKey(deployment.sha())) {
            return overtaken
                    ? new OutOfOrder()
                    : wasThereBefore(deployment, before) ? new Rollback() : new ShipsNothing();
        }
        return new Unknown(tip.isPresent() ? Reason.INCOMPLETE_INTERVAL : Reason.COMMIT_NOT_IN_GRAPH);
    }

    /** Back is where the environment was before it first had what it has now: in V1 V2 V1 V2 the last one goes forward. */
    private boolean wasThereBefore(Deployment deployment, Deployment before) {
        Integer place = firstDeployed.get(deployment.sha());
        return place != null && place < firstDeployed.getOrDefault(before.sha(), Integer.MAX_VALUE);
    }

    /** The merge of exactly one change determines what it brought; any other first commit brings all of history. */
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
        base.ifPresent(commit -> noteSquashed(graph.reach(commit, reached)));
        return whatIsNew(deployment, tip.getAsInt());
    }

    /** How far back along first parents a change's own commits go; 0 if that is unknown. */
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
            noteSquashed(reach);
            return new Unknown(Reason.INCOMPLETE_INTERVAL);
        }
        Instant finishedAt = deployment.finishedAt().orElseThrow();
        List<ShippedCommit> items = items(reach, finishedAt).stream()
                .filter(item -> isOwn.test(item.id()))
                .toList();
        noteSquashed(reach);
        if (items.isEmpty()) {
            return new ShipsNothing();
        }
        List<ShippedChange> shipped = reach.commits().stream()
                .boxed()
                .flatMap(commit -> changes.mergedBy(commit).stream())
                .filter(this::isOwnChange)
                .map(change -> shipped(change, finishedAt))
                .sorted(comparing(ShippedChange::number))
                .toList();
        return new Ships(items, shipped);
    }

    /** A squash is judged by its original commits. A merge touches no file by itself: its change has commits of its own. */
    private boolean isOwnChange(MergedChange change) {
        return switch (change.origin()) {
            case Squashed(var originals, var elsewhere) ->
                Stream.concat(originals.stream(), elsewhere.stream())
                        .map(PushedCommit::id)
                        .anyMatch(isOwn);
            case SquashedUnseen unseen -> isOwn.test(graph.id(change.mergeCommit()));
            case Rebased(int count) -> ownOfLine(change.mergeCommit(), count);
            case Kept kept ->
                graph.isMerge(change.mergeCommit())
                        ? graph.broughtBy(change.mergeCommit()).commits().stream()
                                .filter(commit -> !graph.isMerge(commit))
                                .mapToObj(graph::id)
                                .anyMatch(isOwn)
                        : isOwn.test(graph.id(change.mergeCommit()));
        };
    }

    private boolean ownOfLine(int newest, int count) {
        OptionalInt commit = OptionalInt.of(newest);
        for (int nth = 0; nth < count && commit.isPresent(); nth++) {
            if (isOwn.test(graph.id(commit.getAsInt()))) {
                return true;
            }
            commit = graph.firstParent(commit.getAsInt());
        }
        return false;
    }

    /** Each commit once, oldest first: in a stack of changes, the squashed forms of several may contain the same commit. */
    private List<ShippedCommit> items(Reach reach, Instant finishedAt) {
        var items = new HashMap<String, ShippedCommit>();
        int[] commits = reach.commits().stream()
                .filter(commit -> !graph.isMerge(commit))
                // an order that depends only on the commits: the first change of a stack has its commit
                .boxed()
                .sorted(comparing((Integer commit) -> lowestChange(commit)).thenComparing(graph::id))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int commit : commits) {
            for (ShippedCommit item : items(commit, finishedAt)) {
                items.putIfAbsent(item.id(), item);
            }
        }
        return items.values().stream()
                .sorted(comparing(ShippedCommit::at).thenComparing(ShippedCommit::id))
                .toList();
    }

    /** What is in production in squashed form is shipped, whether or not that deployment could be measured. */
    private void noteSquashed(Reach reach) {
        reach.commits().stream()
                .boxed()
                .flatMap(commit -> changes.mergedBy(commit).stream())
                .forEach(change -> {
                    if (change.origin() instanceof Squashed(var originals, var elsewhere)) {
                        originals.forEach(original -> shippedSquashed.add(original.id()));
                        elsewhere.forEach(original -> shippedSquashed.add(original.id()));
                    }
                });
    }

    private long lowestChange(int commit) {
        return changes.mergedBy(commit).stream()
                .mapToLong(MergedChange::number)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<ShippedCommit> items(int commit, Instant finishedAt) {
        var items = new ArrayList<ShippedCommit>();
        boolean squashed = false;
        for (MergedChange change : changes.mergedBy(commit)) {
            switch (change.origin()) {
                case Squashed(var originals, var elsewhere) -> {
                    squashed = true;
                    Stream.concat(originals.stream(), elsewhere.stream().filter(this::isNotReached))
                            .filter(original -> !shippedSquashed.contains(original.id()))
                            .map(original -> squashed(original, commit, change, finishedAt))
                            .forEach(items::add);
                }
                case SquashedUnseen unseen ->
                    items.add(new ShippedCommit(
                            graph.id(commit),
                            change.openedAt(),
                            TimeSource.CHANGE_OPENED,
                            Optional.empty(),
                            Optional.of(change.number()),
                            change.author().with(graph.author(commit)),
                            Duration.between(change.openedAt(), finishedAt)));
                case Rebased rebased -> {}
                case Kept kept -> {}
            }
        }
        boolean shippedBefore = shippedSquashed.contains(graph.id(commit));
        return squashed || !items.isEmpty() || shippedBefore ? items : List.of(asWritten(commit, finishedAt));
    }

    /** Whether neither this deployment nor one before it has the commit as it is. */
    private boolean isNotReached(PushedCommit original) {
        OptionalInt commit = graph.find(original.id());
        return commit.isEmpty() || !reached.get(commit.getAsInt());
    }

    private ShippedCommit squashed(PushedCommit original, int commit, MergedChange change, Instant finishedAt) {
        return new ShippedCommit(
                original.id(),
                original.at(),
                TimeSource.PUSH,
                Optional.of(graph.id(commit)),
                Optional.of(change.number()),
                graph.authors().of(original, change.author()),
                Duration.between(original.at(), finishedAt));
    }

    private ShippedCommit asWritten(int commit, Instant finishedAt) {
        Instant at = graph.writtenAt(commit);
        return new ShippedCommit(
                graph.id(commit),
                at,
                TimeSource.COMMIT,
                Optional.empty(),
                Optional.empty(),
                graph.author(commit),
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
                change.author(),
                first.map(at -> Duration.between(at, finishedAt)));
    }

    private Optional<Instant> firstCommitAt(MergedChange change) {
        return switch (change.origin()) {
            case Squashed(var originals, var elsewhere) ->
                (originals.isEmpty() ? elsewhere : originals)
                        .stream().map(original -> original.at()).min(Instant::compareTo);
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

    /** Fast-forwarded commits cannot be distinguished from those before them; only a merge shows which are its own. */
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
