package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.metric.Deployment.Outcome;
import dev.millrace.insights.metric.Effect.OutOfOrder;
import dev.millrace.insights.metric.Effect.Reason;
import dev.millrace.insights.metric.Effect.Redeploy;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.Effect.ShipsNothing;
import dev.millrace.insights.metric.Effect.Unknown;
import dev.millrace.insights.metric.MergedChange.Rebased;
import dev.millrace.insights.metric.MergedChange.Squashed;
import dev.millrace.insights.metric.MergedChange.SquashedUnseen;
import dev.millrace.insights.metric.ShippedCommit.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The history of one {@link Scope}: its successes in the order (finished, id), each with what it did, and the attempts that
 * did not succeed.
 *
 * <p>A success ships what is reachable from its commit and from no earlier success, so whatever ships twice counts for the
 * first. Merges join lines of work and are no work themselves; they are never items.
 */
public final class DeploymentLog {

    private final List<JudgedDeployment> successes;
    private final List<Deployment> others;

    private DeploymentLog(List<JudgedDeployment> successes, List<Deployment> others) {
        this.successes = successes;
        this.others = others;
    }

    /** The log of these facts. {@code graph} must be the graph of the facts' commits. */
    public static DeploymentLog of(Facts facts, CommitGraph graph, Scope scope) {
        List<Deployment> inScope =
                Deployment.of(facts.statuses()).stream().filter(scope::contains).toList();
        var judge = new Judge(graph, MergedChanges.of(facts, graph));
        return new DeploymentLog(
                inScope.stream()
                        .filter(deployment -> deployment.outcome() == Outcome.SUCCESS)
                        .sorted(comparing((Deployment deployment) ->
                                        deployment.finishedAt().orElseThrow())
                                .thenComparing(Deployment::id, ForgeNumber.ORDER))
                        .map(judge::next)
                        .toList(),
                inScope.stream()
                        .filter(deployment -> deployment.outcome() != Outcome.SUCCESS)
                        .toList());
    }

    /** Names of the environments, in any scope, that no tier rule knows; sorted. */
    public static List<String> unmappedEnvironments(Facts facts) {
        return Deployment.of(facts.statuses()).stream()
                .filter(deployment -> deployment.tier() == Tier.OTHER)
                .map(Deployment::environment)
                .distinct()
                .sorted()
                .toList();
    }

    /** Names of the environments in scope, sorted. */
    public List<String> environments() {
        return Stream.concat(successes.stream().map(JudgedDeployment::deployment), others.stream())
                .map(Deployment::environment)
                .distinct()
                .sorted()
                .toList();
    }

    /** All successes, oldest first. */
    public List<JudgedDeployment> successes() {
        return successes;
    }

    /** The successes that finished in the window, oldest first. */
    public List<JudgedDeployment> successes(Window window) {
        return successes.stream()
                .filter(judged -> window.contains(judged.finishedAt()))
                .toList();
    }

    /** Failed attempts that ended in the window. */
    public List<Deployment> failures(Window window) {
        return others.stream()
                .filter(deployment -> deployment.outcome() == Outcome.FAILURE
                        && window.contains(deployment.finishedAt().orElseThrow()))
                .toList();
    }

    /** Deployments made in the window that have neither succeeded nor failed. */
    public List<Deployment> unfinished(Window window) {
        return others.stream()
                .filter(deployment ->
                        deployment.outcome() == Outcome.UNFINISHED && window.contains(deployment.createdAt()))
                .toList();
    }

    /** Judges successes one after the other; each call needs what the calls before it learnt. */
    private static final class Judge {

        private final CommitGraph graph;
        private final MergedChanges changes;
        private final Set<String> reached = new HashSet<>();
        private final Set<String> deployedBefore = new HashSet<>();
        private @Nullable Deployment previous;

        Judge(CommitGraph graph, MergedChanges changes) {
            this.graph = graph;
            this.changes = changes;
        }

        JudgedDeployment next(Deployment deployment) {
            Effect effect = previous == null ? first(deployment) : judge(deployment, previous);
            if (graph.contains(deployment.sha())) {
                graph.reach(deployment.sha(), reached);
            }
            deployedBefore.add(deployment.sha());
            previous = deployment;
            return new JudgedDeployment(deployment, effect);
        }

        private Effect judge(Deployment deployment, Deployment before) {
            if (deployment.sha().equals(before.sha())) {
                return new Redeploy();
            }
            if (!graph.contains(deployment.sha()) || !graph.contains(before.sha())) {
                return withoutPositions(deployment);
            }
            if (graph.isProperAncestor(deployment.sha(), before.sha())) {
                return deployment.startedAt().isBefore(before.startedAt()) ? new OutOfOrder() : new Rollback();
            }
            if (deployedBefore.contains(deployment.sha()) && !graph.isProperAncestor(before.sha(), deployment.sha())) {
                // neither lies before the other, so what tells is that production was there already
                return new Rollback();
            }
            return whatIsNew(deployment);
        }

        private Effect withoutPositions(Deployment deployment) {
            if (deployedBefore.contains(deployment.sha())) {
                return new Rollback();
            }
            return new Unknown(
                    graph.contains(deployment.sha()) ? Reason.INCOMPLETE_INTERVAL : Reason.COMMIT_NOT_IN_GRAPH);
        }

        private Effect whatIsNew(Deployment deployment) {
            var reach = graph.reach(deployment.sha(), reached);
            if (!reach.complete()) {
                return new Unknown(Reason.INCOMPLETE_INTERVAL);
            }
            return effect(reach.commits().values(), deployment);
        }

        /** Exactly one change's merge says by itself what it brought; any other first commit brings all of history. */
        private Effect first(Deployment deployment) {
            Optional<CommitFact> tip = graph.find(deployment.sha());
            if (tip.isEmpty()) {
                return new Unknown(Reason.COMMIT_NOT_IN_GRAPH);
            }
            int depth = changes.mergedBy(deployment.sha()).stream()
                    .mapToInt(change -> ownCommits(change, tip.get()))
                    .max()
                    .orElse(0);
            if (depth == 0) {
                return new Unknown(Reason.FIRST_DEPLOYMENT);
            }
            Optional<String> base = firstParent(tip.get(), depth);
            base.ifPresent(id -> graph.reach(id, reached));
            return whatIsNew(deployment);
        }

        /** How far back along first parents a change's own commits go; 0 if that cannot be told. */
        private static int ownCommits(MergedChange change, CommitFact merge) {
            return switch (change.origin()) {
                case Squashed squashed -> 1;
                case SquashedUnseen unseen -> 1;
                case Rebased(int count) -> count;
                case MergedChange.Kept kept -> merge.isMerge() ? 1 : 0;
            };
        }

        private Optional<String> firstParent(CommitFact commit, int steps) {
            Optional<String> id = Optional.of(commit.id());
            for (int step = 0; step < steps; step++) {
                id = id.flatMap(graph::find).flatMap(at -> at.parents().stream().findFirst());
            }
            return id;
        }

        private Effect effect(Collection<CommitFact> commits, Deployment deployment) {
            Instant finishedAt = deployment.finishedAt().orElseThrow();
            List<ShippedCommit> items = commits.stream()
                    .filter(commit -> !commit.isMerge())
                    .flatMap(commit -> items(commit, finishedAt))
                    .sorted(comparing(ShippedCommit::at).thenComparing(ShippedCommit::id))
                    .toList();
            if (items.isEmpty()) {
                return new ShipsNothing();
            }
            List<Long> numbers = commits.stream()
                    .flatMap(commit -> changes.mergedBy(commit.id()).stream())
                    .map(MergedChange::number)
                    .sorted()
                    .toList();
            return new Ships(items, numbers);
        }

        private Stream<ShippedCommit> items(CommitFact commit, Instant finishedAt) {
            var items = new ArrayList<ShippedCommit>();
            for (MergedChange change : changes.mergedBy(commit.id())) {
                switch (change.origin()) {
                    case Squashed(var originals) ->
                        originals.forEach(original -> items.add(new ShippedCommit(
                                original.id(),
                                original.at(),
                                TimeSource.PUSH,
                                Optional.of(commit.id()),
                                Optional.of(change.number()),
                                original.authorLogin().map(Authors::isBotLogin).orElse(change.authorIsBot()),
                                Duration.between(original.at(), finishedAt))));
                    case SquashedUnseen unseen ->
                        items.add(new ShippedCommit(
                                commit.id(),
                                change.openedAt(),
                                TimeSource.CHANGE_OPENED,
                                Optional.empty(),
                                Optional.of(change.number()),
                                change.authorIsBot() || Authors.isBot(commit),
                                Duration.between(change.openedAt(), finishedAt)));
                    case Rebased rebased -> {}
                    case MergedChange.Kept kept -> {}
                }
            }
            return items.isEmpty() ? Stream.of(asWritten(commit, finishedAt)) : items.stream();
        }

        private static ShippedCommit asWritten(CommitFact commit, Instant finishedAt) {
            // an author clock ahead of the committer's is wrong, for nothing is committed before it is written
            Instant at = commit.authoredAt().isAfter(commit.committedAt()) ? commit.committedAt() : commit.authoredAt();
            return new ShippedCommit(
                    commit.id(),
                    at,
                    TimeSource.COMMIT,
                    Optional.empty(),
                    Optional.empty(),
                    Authors.isBot(commit),
                    Duration.between(at, finishedAt));
        }
    }
}
