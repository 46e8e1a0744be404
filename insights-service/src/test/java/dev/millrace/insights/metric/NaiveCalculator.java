package dev.millrace.insights.metric;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.CommitFact;
import dev.millrace.insights.fact.DeploymentStatusFact;
import dev.millrace.insights.fact.IncidentFact;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The five metrics once more, written from the definitions and from nothing else: sets and loops over everything, no graph, no
 * index. It knows no squashed changes, and takes forty times as long; what it gives for a story without them is what the others
 * must give.
 */
final class NaiveCalculator {

    /** A success, and what is found out about it. */
    private static final class Success {
        String id = "";
        String sha = "";
        Instant started = Instant.MIN;
        Instant finished = Instant.MIN;
        Instant failedLater = Instant.MAX;
        String effect = "";
        List<CommitFact> brought = new ArrayList<>();
        boolean bad;
        boolean rework;
        List<Instant> repairs = new ArrayList<>();
        List<IncidentFact> incidents = new ArrayList<>();

        boolean bearing() {
            return effect.equals("ships") || effect.equals("unknown");
        }
    }

    private static final Duration DAY = Duration.ofHours(24);

    private final Map<String, CommitFact> commits = new HashMap<>();
    private final List<ChangeFact> changes;
    private final List<Success> successes = new ArrayList<>();

    private NaiveCalculator(Story story) {
        story.commits.forEach(commit -> commits.putIfAbsent(commit.id(), commit));
        changes = story.changes.stream().distinct().toList();
        readDeployments(story.statuses);
        judge();
        blame(story.incidents);
    }

    static String answer(Story story) {
        return new NaiveCalculator(story).march();
    }

    private void readDeployments(Collection<DeploymentStatusFact> statuses) {
        Map<String, List<DeploymentStatusFact>> byId = new TreeMap<>();
        for (DeploymentStatusFact status : new HashSet<>(statuses)) {
            if (status.environment().equals("production")) {
                byId.computeIfAbsent(status.deploymentId(), id -> new ArrayList<>())
                        .add(status);
            }
        }
        byId.forEach((id, all) -> {
            all.sort(Comparator.comparing(DeploymentStatusFact::at));
            all.stream()
                    .filter(status -> status.state() == State.SUCCESS)
                    .findFirst()
                    .ifPresent(success -> {
                        var found = new Success();
                        found.id = id;
                        found.sha = success.sha();
                        found.finished = success.at();
                        found.started = all.stream()
                                .filter(status -> status.state() == State.IN_PROGRESS)
                                .map(DeploymentStatusFact::at)
                                .findFirst()
                                .orElse(success.createdAt());
                        all.stream()
                                .filter(status -> status.state() == State.FAILURE
                                        && status.at().isAfter(success.at()))
                                .findFirst()
                                .ifPresent(failure -> found.failedLater = failure.at());
                        successes.add(found);
                    });
        });
        successes.sort(Comparator.comparing((Success success) -> success.finished)
                .thenComparing(success -> Long.parseLong(success.id)));
    }

    /** Everything that can be reached, the commit itself included; also what is not known. */
    private Set<String> reach(String sha) {
        Set<String> reached = new HashSet<>();
        var open = new ArrayDeque<>(List.of(sha));
        while (!open.isEmpty()) {
            String id = open.pop();
            if (reached.add(id) && commits.containsKey(id)) {
                open.addAll(commits.get(id).parents());
            }
        }
        return reached;
    }

    private boolean isAncestor(String ancestor, String descendant) {
        return !ancestor.equals(descendant)
                && commits.containsKey(ancestor)
                && reach(descendant).contains(ancestor);
    }

    private void judge() {
        Set<String> shipped = new HashSet<>();
        List<String> order = new ArrayList<>();
        Success current = null;
        for (Success success : successes) {
            Set<String> reached = commits.containsKey(success.sha) ? reach(success.sha) : Set.of();
            Set<String> fresh = new HashSet<>(reached);
            fresh.removeAll(shipped);
            success.effect = effect(success, current, order, fresh);
            if (success.effect.equals("ships")) {
                fresh.stream()
                        .map(commits::get)
                        .filter(commit -> commit.parents().size() < 2)
                        .forEach(success.brought::add);
            }
            shipped.addAll(reached);
            if (!order.contains(success.sha)) {
                order.add(success.sha);
            }
            if (current == null || !success.started.isBefore(current.started)) {
                current = success;
            }
        }
    }

    private String effect(Success success, Success current, List<String> order, Set<String> fresh) {
        boolean known = commits.containsKey(success.sha);
        if (current == null) {
            // all history came before the first one, so what it brought is unknown
            return "unknown";
        }
        if (success.sha.equals(current.sha)) {
            return "redeploy";
        }
        boolean overtaken = success.started.isBefore(current.started);
        boolean wasBefore = order.contains(success.sha)
                && (!order.contains(current.sha) || order.indexOf(success.sha) < order.indexOf(current.sha));
        if (!known || !commits.containsKey(current.sha)) {
            return !order.contains(success.sha)
                    ? "unknown"
                    : overtaken ? "out of order" : wasBefore ? "rollback" : "nothing";
        }
        if (isAncestor(success.sha, current.sha)) {
            return overtaken ? "out of order" : "rollback";
        }
        if (!overtaken && wasBefore && !isAncestor(current.sha, success.sha)) {
            return "rollback";
        }
        if (!commits.keySet().containsAll(fresh)) {
            return "unknown";
        }
        boolean ships = fresh.stream().anyMatch(id -> commits.get(id).parents().size() < 2);
        return ships ? "ships" : overtaken ? "out of order" : "nothing";
    }

    private void blame(Collection<IncidentFact> incidents) {
        for (int place = 0; place < successes.size(); place++) {
            Success success = successes.get(place);
            if (success.failedLater.isBefore(Instant.MAX)) {
                bad(success, null);
            }
            if (success.effect.equals("rollback")) {
                success.rework = true;
                rolledBack(place).stream()
                        .filter(Success::bearing)
                        .findFirst()
                        .ifPresent(bad -> bad(bad, success.finished));
            }
        }
        changes.forEach(this::readChange);
        commits.values().forEach(this::readCommit);
        for (IncidentFact incident : new HashSet<>(incidents)) {
            successes.stream()
                    .filter(success -> incident.deploymentId()
                            .map(success.id::equals)
                            .orElseGet(() -> success.bearing() && !success.finished.isAfter(incident.startedAt())))
                    .reduce((first, second) -> second)
                    .filter(success -> incident.deploymentId().isPresent()
                            || !success.finished.plus(DAY).isBefore(incident.startedAt()))
                    .filter(Success::bearing)
                    .ifPresent(success -> {
                        bad(success, null);
                        success.incidents.add(incident);
                    });
        }
    }

    /** What came after the success that a rollback goes back to; without such a success, what has more than its commit. */
    private List<Success> rolledBack(int place) {
        String target = successes.get(place).sha;
        for (int before = place - 1; before >= 0; before--) {
            if (successes.get(before).sha.equals(target)) {
                return successes.subList(before + 1, place);
            }
        }
        return successes.subList(0, place).stream()
                .filter(success -> isAncestor(target, success.sha))
                .toList();
    }

    private void readChange(ChangeFact change) {
        Success by = carrierOf(change);
        Matcher branch = Pattern.compile("revert-(\\d+)-.*").matcher(change.headRef());
        boolean again =
                change.title().startsWith("Revert \"Revert") || change.title().startsWith("Reapply");
        if (branch.matches() && !again) {
            changes.stream()
                    .filter(other -> other.number() == Long.parseLong(branch.group(1)))
                    .map(this::carrierOf)
                    .filter(original -> original != null && original != by)
                    .forEach(original -> reverted(original, by));
        }
        if (by != null
                && (change.headRef().startsWith("hotfix") || change.title().contains("hotfix"))) {
            by.rework = true;
            successes.subList(0, successes.indexOf(by)).stream()
                    .filter(Success::bearing)
                    .reduce((first, second) -> second)
                    .filter(before -> !before.finished.plus(DAY).isBefore(by.finished))
                    .ifPresent(before -> bad(before, by.finished));
        }
    }

    private void readCommit(CommitFact revert) {
        Matcher title = Pattern.compile("Revert \"(.*)\"").matcher(revert.title());
        if (!title.matches() || title.group(1).startsWith("Revert")) {
            return;
        }
        Success by = carrier(commit -> commit.id().equals(revert.id()));
        Success original =
                carrier(commit -> commit.title().equals(title.group(1)) && isAncestor(commit.id(), revert.id()));
        if (original != null && original != by) {
            reverted(original, by);
        }
    }

    private static void reverted(Success original, Success by) {
        if (by != null) {
            by.rework = true;
        }
        bad(original, by == null ? null : by.finished);
    }

    private Success carrierOf(ChangeFact change) {
        return carrier(commit -> commit.id().equals(change.mergeCommitSha().orElse("")));
    }

    private Success carrier(Predicate<CommitFact> wanted) {
        return successes.stream()
                .filter(success -> success.brought.stream().anyMatch(wanted))
                .reduce((first, second) -> second)
                .orElse(null);
    }

    private static void bad(Success success, Instant repairedAt) {
        if (success.bearing()) {
            success.bad = true;
            if (repairedAt != null) {
                success.repairs.add(repairedAt);
            }
        }
    }

    private static Instant recovered(Success success) {
        if (!success.repairs.isEmpty()) {
            return success.repairs.stream().min(Comparator.naturalOrder()).orElseThrow();
        }
        if (success.incidents.isEmpty()
                || success.incidents.stream()
                        .anyMatch(incident -> incident.resolvedAt().isEmpty())) {
            return null;
        }
        return success.incidents.stream()
                .map(incident -> incident.resolvedAt().orElseThrow())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static boolean inMarch(Instant time) {
        return !time.isBefore(Golden.FROM) && time.isBefore(Golden.TO);
    }

    private String march() {
        List<Success> window =
                successes.stream().filter(success -> inMarch(success.finished)).toList();
        List<Success> bearing = window.stream().filter(Success::bearing).toList();
        List<Success> moving = window.stream()
                .filter(success -> !success.effect.equals("redeploy") && !success.effect.equals("out of order"))
                .toList();
        List<Double> leads = new ArrayList<>();
        for (Success success : bearing) {
            for (CommitFact commit : success.brought) {
                Instant written =
                        commit.authoredAt().isBefore(commit.committedAt()) ? commit.authoredAt() : commit.committedAt();
                boolean bot = commit.authorName().endsWith("[bot]");
                if (!written.isAfter(success.finished) && !bot) {
                    leads.add(Duration.between(written, success.finished).toMillis() / 1e3);
                }
            }
        }
        List<Double> recoveries = successes.stream()
                .filter(success -> success.bad && recovered(success) != null && inMarch(recovered(success)))
                .map(success ->
                        Duration.between(success.finished, recovered(success)).toMillis() / 1e3)
                .toList();
        return Golden.line(
                bearing.size(),
                days(),
                leads.size(),
                middle(leads),
                bearing.stream().filter(success -> success.bad).count(),
                bearing.size(),
                moving.stream().filter(success -> success.rework).count(),
                moving.size(),
                recoveries,
                bearing.stream()
                        .filter(success -> success.bad && recovered(success) == null)
                        .count(),
                bearing.stream()
                        .filter(success -> success.effect.equals("unknown"))
                        .count());
    }

    private long days() {
        if (successes.isEmpty() || !successes.getFirst().finished.isBefore(Golden.TO)) {
            return 0;
        }
        LocalDate first = successes.getFirst().finished.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate from = first.isBefore(LocalDate.of(2026, 3, 1)) ? LocalDate.of(2026, 3, 1) : first;
        return ChronoUnit.DAYS.between(from, LocalDate.of(2026, 4, 1));
    }

    private static OptionalDouble middle(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        double low = sorted.get((sorted.size() - 1) / 2);
        double high = sorted.get(sorted.size() / 2);
        return OptionalDouble.of((low + high) / 2);
    }
}
