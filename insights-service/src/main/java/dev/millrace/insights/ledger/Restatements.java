package dev.millrace.insights.ledger;

import dev.millrace.insights.ledger.Item.State;
import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.FailureSignal;
import dev.millrace.insights.metric.Quantiles;
import dev.millrace.insights.metric.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds which final numbers of DORA's metrics change when rows of a history are replaced by others. Pure. */
final class Restatements {

    /** Of one derivation; a history that is filled afterwards changes more days than anybody reads. */
    static final int MOST = 1_000;

    private static final int MOST_CAUSES = 5;
    private static final int LONGEST_CAUSE = 500;
    private static final Duration DAY = Duration.ofHours(24);
    private static final Map<ItemMetric, String> DURATIONS = Map.of(
            ItemMetric.CHANGE_LEAD_TIME, "changeLeadTime",
            ItemMetric.FAILED_DEPLOYMENT_RECOVERY_TIME, "failedDeploymentRecoveryTime");

    private final Replaced<LedgerDeployment> deployments;
    private final Replaced<Item> items;
    private final Instant finalBefore;
    private final Map<Day, Set<String>> causes = new HashMap<>();
    private final List<Restatement> found = new ArrayList<>();

    private record Day(Tier tier, Instant start) implements Comparable<Day> {
        @Override
        public int compareTo(Day other) {
            return Comparator.comparing(Day::start).thenComparing(Day::tier).compare(this, other);
        }
    }

    private Restatements(Replaced<LedgerDeployment> deployments, Replaced<Item> items, Instant finalBefore) {
        this.deployments = deployments;
        this.items = items;
        this.finalBefore = finalBefore;
    }

    /**
     * The newest days first.
     *
     * @param finalBefore days that ended later are not final yet
     */
    static List<Restatement> of(Replaced<LedgerDeployment> deployments, Replaced<Item> items, Instant finalBefore) {
        var restatements = new Restatements(deployments, items, finalBefore);
        restatements.compareDeployments();
        restatements.compareItems();
        return restatements.found.stream()
                .sorted(Comparator.comparing(Restatement::from)
                        .reversed()
                        .thenComparing(Restatement::tier)
                        .thenComparing(Restatement::metric))
                .limit(MOST)
                .toList();
    }

    private void compareDeployments() {
        Map<String, LedgerDeployment> before = byKey(deployments.before());
        Map<String, LedgerDeployment> after = byKey(deployments.after());
        before.forEach((key, row) -> {
            LedgerDeployment now = after.get(key);
            if (!row.equals(now)) {
                note(row, now == null ? "deployment " + row.id() : newEvidence(row, now));
            }
        });
        after.forEach((key, row) -> {
            LedgerDeployment was = before.get(key);
            if (!row.equals(was)) {
                note(row, was == null ? "deployment " + row.id() : newEvidence(was, row));
            }
        });
        Map<Day, List<LedgerDeployment>> old = ofDays(deployments.before());
        Map<Day, List<LedgerDeployment>> now = ofDays(deployments.after());
        for (Day day : new TreeSet<>(causes.keySet())) {
            List<LedgerDeployment> was = old.getOrDefault(day, List.of());
            List<LedgerDeployment> is = now.getOrDefault(day, List.of());
            long bearingBefore = count(was, row -> row.effect().changeBearing());
            long bearingAfter = count(is, row -> row.effect().changeBearing());
            add(
                    day,
                    "deploymentFrequency",
                    OptionalDouble.of(bearingBefore),
                    OptionalDouble.of(bearingAfter),
                    bearingBefore,
                    bearingAfter);
            share(day, "changeFailRate", was, is, row -> row.effect().changeBearing(), LedgerDeployment::failed);
            share(day, "deploymentReworkRate", was, is, row -> row.effect().moves(), LedgerDeployment::rework);
        }
    }

    private static Map<String, LedgerDeployment> byKey(Collection<LedgerDeployment> rows) {
        return rows.stream()
                .collect(Collectors.toMap(row -> row.tier() + " " + row.id(), Function.identity(), (one, same) -> one));
    }

    private void note(LedgerDeployment row, String cause) {
        note(new Day(row.tier(), row.at().truncatedTo(ChronoUnit.DAYS)), cause);
    }

    private void note(Day day, String cause) {
        if (!day.start().plus(DAY).isAfter(finalBefore)) {
            causes.computeIfAbsent(day, none -> new TreeSet<>()).add(cause);
        }
    }

    /** The evidence that there was not before, or is not any more; else the deployment itself. */
    private static String newEvidence(LedgerDeployment before, LedgerDeployment after) {
        Set<String> was = evidence(before);
        Set<String> is = evidence(after);
        Set<String> different = new TreeSet<>(is);
        different.addAll(was);
        different.removeIf(text -> was.contains(text) && is.contains(text));
        return different.isEmpty()
                ? "deployment " + after.id()
                : different.iterator().next();
    }

    private static Set<String> evidence(LedgerDeployment row) {
        return row.signals().stream().map(FailureSignal::evidence).collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<Day, List<LedgerDeployment>> ofDays(Collection<LedgerDeployment> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> new Day(row.tier(), row.at().truncatedTo(ChronoUnit.DAYS))));
    }

    private void share(
            Day day,
            String metric,
            List<LedgerDeployment> was,
            List<LedgerDeployment> is,
            Predicate<LedgerDeployment> whole,
            Predicate<LedgerDeployment> part) {
        long wholeBefore = count(was, whole);
        long wholeAfter = count(is, whole);
        add(
                day,
                metric,
                share(count(was, whole.and(part)), wholeBefore),
                share(count(is, whole.and(part)), wholeAfter),
                wholeBefore,
                wholeAfter);
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }

    private static long count(List<LedgerDeployment> rows, Predicate<LedgerDeployment> wanted) {
        return rows.stream().filter(wanted).count();
    }

    private void compareItems() {
        DURATIONS.forEach((durations, metric) -> {
            Map<Day, List<Item>> old = itemsOfDays(items.before(), durations);
            Map<Day, List<Item>> now = itemsOfDays(items.after(), durations);
            Set<Day> days = new TreeSet<>(old.keySet());
            days.addAll(now.keySet());
            for (Day day : days) {
                List<Item> was = old.getOrDefault(day, List.of());
                List<Item> is = now.getOrDefault(day, List.of());
                if (!Set.copyOf(was).equals(Set.copyOf(is))) {
                    // a day whose deployments changed has its causes already
                    if (!causes.containsKey(day)) {
                        subjects(was, is).forEach(subject -> note(day, subject));
                    }
                    if (causes.containsKey(day)) {
                        add(day, metric, median(was), median(is), was.size(), is.size());
                    }
                }
            }
        });
    }

    private static Set<String> subjects(List<Item> was, List<Item> is) {
        Set<Item> before = Set.copyOf(was);
        Set<Item> after = Set.copyOf(is);
        Set<String> subjects = new TreeSet<>();
        was.stream().filter(item -> !after.contains(item)).forEach(item -> subjects.add(subject(item)));
        is.stream().filter(item -> !before.contains(item)).forEach(item -> subjects.add(subject(item)));
        return subjects;
    }

    private static String subject(Item item) {
        return item.metric() == ItemMetric.CHANGE_LEAD_TIME
                ? "commit " + item.subject()
                : item.source().isEmpty() ? "deployment " + item.subject() : item.source();
    }

    /** What counts unless a query says otherwise. */
    private static Map<Day, List<Item>> itemsOfDays(Collection<Item> rows, ItemMetric metric) {
        return rows.stream()
                .filter(item ->
                        item.metric() == metric && item.state() == State.COUNTED && item.actor() != ActorClass.BOT)
                .collect(Collectors.groupingBy(
                        item -> new Day(item.tier().orElseThrow(), item.at().truncatedTo(ChronoUnit.DAYS)),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private static OptionalDouble median(List<Item> rows) {
        return Quantiles.of(rows.stream().map(item -> item.micros() / 1e6).toList(), Quantiles.Method.CONTINUOUS)
                .median();
    }

    private void add(Day day, String metric, OptionalDouble oldValue, OptionalDouble newValue, long oldN, long newN) {
        if (oldValue.equals(newValue) && oldN == newN) {
            return;
        }
        String cause =
                causes.getOrDefault(day, Set.of()).stream().limit(MOST_CAUSES).collect(Collectors.joining(", "));
        found.add(new Restatement(
                day.tier(),
                metric,
                day.start(),
                day.start().plus(DAY),
                oldValue,
                newValue,
                oldN,
                newN,
                cause.length() > LONGEST_CAUSE ? cause.substring(0, LONGEST_CAUSE) : cause));
    }
}
