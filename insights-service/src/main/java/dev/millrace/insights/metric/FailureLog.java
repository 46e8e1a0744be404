package dev.millrace.insights.metric;

import static java.util.Comparator.comparing;

import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.IncidentFact;
import dev.millrace.insights.metric.Effect.Rollback;
import dev.millrace.insights.metric.Effect.Ships;
import dev.millrace.insights.metric.FailureSignal.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which successes of one {@link Scope} were bad, by which evidence, and when they were recovered. A success that brought nothing
 * new cannot be bad: it is not in the denominator either. A function of the set of facts.
 */
public final class FailureLog {

    /** An incident or a hotfix within this time of a deployment's end, itself included, is evidence against it, by default. */
    public static final Duration WINDOW = Duration.ofHours(24);

    private final List<JudgedDeployment> successes;
    private final CommitGraph graph;
    private final Rules rules;
    private final List<ChangeFact> merged;
    private final Map<Integer, List<FailureSignal>> signals = new TreeMap<>();
    private final Map<Integer, Set<IncidentFact>> incidents = new HashMap<>();
    private final Set<Integer> rework = new TreeSet<>();

    /** Index of the success that first shipped a change, and of that which first shipped a commit. */
    private final Map<Long, Integer> byChange = new HashMap<>();

    private final Map<String, Integer> byCommit = new HashMap<>();

    private FailureLog(DeploymentLog log, Facts facts, CommitGraph graph, Rules rules) {
        this.rules = rules;
        this.successes = log.successes();
        this.graph = graph;
        this.merged = MergedChanges.newestVersions(facts.changes()).stream()
                .filter(change -> change.mergedAt().isPresent())
                .sorted(comparing((ChangeFact change) -> change.mergedAt().orElseThrow())
                        .thenComparing(ChangeFact::number))
                .toList();
        for (int index = 0; index < successes.size(); index++) {
            if (successes.get(index).effect() instanceof Ships(var commits, var changes)) {
                for (ShippedCommit commit : commits) {
                    byCommit.put(commit.id(), index);
                    int place = index;
                    commit.mergedAs().ifPresent(id -> byCommit.putIfAbsent(id, place));
                }
                for (ShippedChange change : changes) {
                    byChange.putIfAbsent(change.number(), index);
                }
            }
        }
    }

    /** What became of each success of the log, in its order. */
    public static List<JudgedOutcome> of(
            DeploymentLog log, Facts facts, CommitGraph graph, Collection<IncidentFact> incidents) {
        return of(log, facts, graph, incidents, Rules.DEFAULT);
    }

    /** What became of each success of the log, in its order. */
    public static List<JudgedOutcome> of(
            DeploymentLog log, Facts facts, CommitGraph graph, Collection<IncidentFact> incidents, Rules rules) {
        var failures = new FailureLog(log, facts, graph, rules);
        failures.readStatuses();
        failures.readRollbacks();
        failures.readRevertedChanges();
        failures.readRevertedCommits();
        failures.readIncidents(incidents);
        failures.readHotfixes();
        return IntStream.range(0, failures.successes.size())
                .mapToObj(failures::outcome)
                .toList();
    }

    private void readStatuses() {
        for (int index = 0; index < successes.size(); index++) {
            int place = index;
            Deployment deployment = successes.get(index).deployment();
            deployment
                    .failedAfterSuccessAt()
                    .ifPresent(at -> blame(place, Kind.FAILED_STATUS, "deployment " + deployment.id(), at, null));
        }
    }

    /** Of V1 V2 V3 V1, the last shows that V2 was bad: the first after the success that it goes back to. */
    private void readRollbacks() {
        for (int index = 0; index < successes.size(); index++) {
            JudgedDeployment back = successes.get(index);
            if (!(back.effect() instanceof Rollback)) {
                continue;
            }
            rework.add(index);
            OptionalInt bad = firstBeyond(back.deployment().sha(), index);
            if (bad.isPresent()) {
                blame(
                        bad.getAsInt(),
                        Kind.ROLLBACK,
                        "deployment " + back.deployment().id(),
                        back.finishedAt(),
                        back.deployment().id());
            }
        }
    }

    private OptionalInt firstBeyond(String target, int before) {
        for (int index = before - 1; index >= 0; index--) {
            if (successes.get(index).deployment().sha().equals(target)) {
                return firstBearing(index + 1, before);
            }
        }
        // it was never deployed as such: the first that has more than the target has
        OptionalInt tip = graph.find(target);
        return tip.isEmpty()
                ? OptionalInt.empty()
                : IntStream.range(0, before)
                        .filter(this::isBearing)
                        .filter(index -> contains(index, tip.getAsInt()))
                        .findFirst();
    }

    private boolean contains(int index, int ancestor) {
        OptionalInt commit = graph.find(successes.get(index).deployment().sha());
        return commit.isPresent() && graph.isProperAncestor(ancestor, commit.getAsInt());
    }

    private OptionalInt firstBearing(int from, int to) {
        return IntStream.range(from, to).filter(this::isBearing).findFirst();
    }

    private boolean isBearing(int index) {
        return successes.get(index).effect().changeBearing();
    }

    private void readRevertedChanges() {
        for (ChangeFact revert : merged) {
            Optional<Long> original = Reverts.revertedNumber(revert.headRef(), revert.title())
                    .or(() -> Reverts.revertedTitle(revert.title()).flatMap(title -> newestTitled(title, revert)));
            original.filter(number -> number != revert.number())
                    .map(byChange::get)
                    .ifPresent(bad -> reverted(
                            bad, "change " + revert.number(), revert.mergedAt(), byChange.get(revert.number())));
        }
    }

    private Optional<Long> newestTitled(String title, ChangeFact before) {
        return merged.reversed().stream()
                .filter(change -> change.title().equals(title)
                        && change.mergedAt()
                                .orElseThrow()
                                .isBefore(before.mergedAt().orElseThrow()))
                .map(ChangeFact::number)
                .findFirst();
    }

    /** Reverts that were pushed without a change, found by the title that they name. */
    private void readRevertedCommits() {
        Map<Integer, List<Integer>> byTitle = shippedByTitle();
        graph.reverts()
                .forEach((revert, title) -> byTitle.getOrDefault(title.hashCode(), List.of()).stream()
                        .filter(commit -> !commit.equals(revert) && graph.isProperAncestor(commit, revert))
                        .max(comparing((Integer commit) -> place(commit)).thenComparing(graph::id))
                        .ifPresent(original -> reverted(
                                place(original),
                                "commit " + graph.id(revert),
                                Optional.of(graph.committedAt(revert)),
                                byCommit.get(graph.id(revert)))));
    }

    private int place(int commit) {
        return byCommit.getOrDefault(graph.id(commit), -1);
    }

    /** Shipped commits whose title some revert names. */
    private Map<Integer, List<Integer>> shippedByTitle() {
        Set<Integer> wanted =
                graph.reverts().values().stream().map(String::hashCode).collect(Collectors.toUnmodifiableSet());
        return byCommit.keySet().stream()
                .flatMap(id -> graph.find(id).stream().boxed())
                .filter(commit -> wanted.contains(graph.titleHash(commit)))
                .collect(Collectors.groupingBy(graph::titleHash));
    }

    /** @param by index of the success that shipped the revert; null if none has, and then the deployment is bad already */
    private void reverted(int bad, String evidence, Optional<Instant> at, @Nullable Integer by) {
        if (by != null) {
            if (by <= bad) {
                // both came together: it was never bad in the environment
                return;
            }
            rework.add(by);
        }
        add(
                bad,
                new FailureSignal(
                        Kind.REVERT,
                        evidence,
                        at,
                        Optional.ofNullable(by)
                                .map(index -> successes.get(index).deployment().id())));
    }

    private void readIncidents(Collection<IncidentFact> reported) {
        for (IncidentFact incident : reported) {
            OptionalInt bad = incident.deploymentId().isPresent()
                    ? IntStream.range(0, successes.size())
                            .filter(index -> successes
                                    .get(index)
                                    .deployment()
                                    .id()
                                    .equals(incident.deploymentId().get()))
                            .findFirst()
                    : lastBefore(incident.startedAt());
            if (bad.isPresent() && isBearing(bad.getAsInt())) {
                Kind kind = incident.deploymentId().isPresent() ? Kind.NAMED : Kind.INCIDENT;
                blame(bad.getAsInt(), kind, "incident " + incident.id(), incident.startedAt(), null);
                incidents
                        .computeIfAbsent(bad.getAsInt(), index -> new HashSet<>())
                        .add(incident);
            }
        }
    }

    /** The newest bearing success that had finished at this time, if the window reaches from it to the time. */
    private OptionalInt lastBefore(Instant time) {
        for (int index = successes.size() - 1; index >= 0; index--) {
            Instant finishedAt = successes.get(index).finishedAt();
            if (isBearing(index) && !finishedAt.isAfter(time)) {
                return finishedAt.plus(rules.incidentWindow()).isBefore(time)
                        ? OptionalInt.empty()
                        : OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    /** Labeled as a revert without naming what it reverts: it repairs what was deployed before it. */
    private boolean isRevertOfUnknown(ChangeFact change) {
        return rules.isLabeledRevert(change)
                && Reverts.revertedNumber(change.headRef(), change.title()).isEmpty()
                && Reverts.revertedTitle(change.title()).isEmpty();
    }

    private void readHotfixes() {
        for (ChangeFact change : merged) {
            Integer index = byChange.get(change.number());
            if (index == null || !rules.isHotfix(change) && !isRevertOfUnknown(change)) {
                continue;
            }
            rework.add(index);
            JudgedDeployment fix = successes.get(index);
            IntStream.iterate(index - 1, before -> before >= 0, before -> before - 1)
                    .filter(this::isBearing)
                    .findFirst()
                    .ifPresent(before -> {
                        if (!successes
                                .get(before)
                                .finishedAt()
                                .plus(rules.hotfixWindow())
                                .isBefore(fix.finishedAt())) {
                            blame(
                                    before,
                                    Kind.HOTFIX,
                                    "change " + change.number(),
                                    fix.finishedAt(),
                                    fix.deployment().id());
                        }
                    });
        }
    }

    private void blame(int bad, Kind kind, String evidence, Instant at, @Nullable String remediation) {
        if (isBearing(bad)) {
            add(bad, new FailureSignal(kind, evidence, Optional.of(at), Optional.ofNullable(remediation)));
        }
    }

    private void add(int bad, FailureSignal signal) {
        signals.computeIfAbsent(bad, index -> new ArrayList<>()).add(signal);
    }

    private JudgedOutcome outcome(int index) {
        List<FailureSignal> own = signals.getOrDefault(index, List.of()).stream()
                .distinct()
                .sorted(comparing(FailureSignal::kind).thenComparing(FailureSignal::evidence))
                .toList();
        Optional<JudgedDeployment> repair = own.stream()
                .flatMap(signal -> signal.remediation().stream())
                .map(this::success)
                .min(comparing(JudgedDeployment::finishedAt)
                        .thenComparing(judged -> judged.deployment().id(), ForgeNumber.ORDER));
        if (repair.isPresent()) {
            return new JudgedOutcome(
                    successes.get(index),
                    own,
                    rework.contains(index),
                    repair.map(JudgedDeployment::finishedAt),
                    repair.map(judged -> "deployment " + judged.deployment().id()));
        }
        Optional<IncidentFact> resolution = lastResolution(incidents.getOrDefault(index, Set.of()));
        return new JudgedOutcome(
                successes.get(index),
                own,
                rework.contains(index),
                resolution.flatMap(IncidentFact::resolvedAt),
                resolution.map(incident -> "incident " + incident.id()));
    }

    private JudgedDeployment success(String id) {
        return successes.stream()
                .filter(judged -> judged.deployment().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** While one of the incidents lasts, the deployment is not recovered. */
    private static Optional<IncidentFact> lastResolution(Set<IncidentFact> linked) {
        return linked.stream().allMatch(incident -> incident.resolvedAt().isPresent())
                ? linked.stream()
                        .max(Comparator.comparing((IncidentFact incident) ->
                                        incident.resolvedAt().orElseThrow())
                                .thenComparing(IncidentFact::id))
                : Optional.empty();
    }
}
