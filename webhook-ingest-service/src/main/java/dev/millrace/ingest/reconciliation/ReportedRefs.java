package dev.millrace.ingest.reconciliation;

import dev.millrace.events.forge.RefPushed;
import dev.millrace.ingest.delivery.Shards;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides with which ids reports of pushes are published, and records what was published. The caller holds the locks of their
 * shards until its transaction ends, so that nothing is reconciled in between.
 */
@Singleton
public final class ReportedRefs {

    private final ReportStore store;
    private final ReconciliationMeters meters;

    ReportedRefs(ReportStore store, ReconciliationMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    /**
     * A push of one ref as a delivery reports it.
     *
     * @param deliveryId row of the delivery
     * @param push with the id that the delivery gives it
     */
    public record Report(long deliveryId, RefPushed push) {

        private RefName name() {
            return new RefName(push.key(), push.ref());
        }

        private RefStep step() {
            return new RefStep(push.before(), push.after());
        }
    }

    /** Waits for the locks of the shards of reports that the relay does not publish. */
    public void lock(Transaction tx, Collection<Report> reports) {
        reports.stream()
                .map(report -> Shards.of(report.push().key()))
                .distinct()
                .sorted()
                .forEach(shard -> store.await(tx, shard));
    }

    /** Ids of reports that were published late before; the others are published with their own. */
    public Settled settleAsBefore(Transaction tx, Collection<Report> reports) {
        return new Settled(reports.isEmpty() ? Map.of() : late(store.eventIds(tx, ids(reports))), List.of());
    }

    /** Compares reports that are published for the first time, in this order, with what was reconciled. */
    public Settled settle(Transaction tx, List<Report> reports) {
        if (reports.isEmpty()) {
            return Settled.NOTHING;
        }
        Map<UUID, UUID> before = store.eventIds(tx, ids(reports));
        Map<UUID, ReconciledRef> open = new HashMap<>();
        store.open(tx, reports.stream().map(Report::name).collect(Collectors.toSet()))
                .forEach(reconciled -> open.put(reconciled.id(), reconciled));
        Map<UUID, UUID> late = new HashMap<>(late(before));
        List<Decided> decided = new ArrayList<>();
        for (Report report : reports) {
            UUID id = report.push().eventId();
            if (!before.containsKey(id)) {
                Optional<ReconciledRef> explained = explained(report, open.values());
                explained.ifPresent(reconciled -> {
                    open.put(reconciled.id(), reconciled);
                    late.put(id, reconciled.id());
                });
                decided.add(new Decided(report, explained));
            }
        }
        return new Settled(late, decided);
    }

    /**
     * Records what was decided of reports that Kafka has acknowledged.
     *
     * @param deliveryIds rows of the deliveries that are published
     */
    public void save(Transaction tx, Settled settled, Collection<Long> deliveryIds) {
        Set<Long> published = new HashSet<>(deliveryIds);
        List<Decided> done = settled.decided.stream()
                .filter(each -> published.contains(each.report().deliveryId()))
                .toList();
        if (done.isEmpty()) {
            return;
        }
        store.add(tx, done.stream().map(Decided::row).toList());
        // of several reports of one change, the last has left the least of it
        Map<UUID, ReconciledRef> changed = new HashMap<>();
        done.forEach(each -> each.reconciled().ifPresent(reconciled -> changed.put(reconciled.id(), reconciled)));
        changed.values().forEach(reconciled -> store.saveOpen(tx, reconciled));
        meters.late((int)
                done.stream().filter(each -> each.reconciled().isPresent()).count());
    }

    private static Optional<ReconciledRef> explained(Report report, Collection<ReconciledRef> open) {
        return LateReport.explained(
                report.step(),
                report.push().pushedAt(),
                open.stream()
                        .filter(reconciled -> reconciled.name().equals(report.name()))
                        .toList());
    }

    private static Set<UUID> ids(Collection<Report> reports) {
        return reports.stream().map(report -> report.push().eventId()).collect(Collectors.toSet());
    }

    private static Map<UUID, UUID> late(Map<UUID, UUID> eventIds) {
        return eventIds.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What was decided about a batch of reports. */
    public static final class Settled {

        static final Settled NOTHING = new Settled(Map.of(), List.of());

        private final Map<UUID, UUID> late;
        private final List<Decided> decided;

        private Settled(Map<UUID, UUID> late, List<Decided> decided) {
            this.late = Map.copyOf(late);
            this.decided = List.copyOf(decided);
        }

        /** Ids of reconciled events, by the ids of the reports that are published with them. */
        public Map<UUID, UUID> late() {
            return late;
        }
    }

    /** @param reconciled the change that it is of, with what it leaves to explain; empty if it is news */
    private record Decided(Report report, Optional<ReconciledRef> reconciled) {

        ReportedRef row() {
            RefPushed push = report.push();
            return new ReportedRef(
                    push.eventId(),
                    reconciled.map(ReconciledRef::id).orElse(push.eventId()),
                    report.deliveryId(),
                    report.name(),
                    report.step(),
                    push.occurredAt(),
                    push.pushedAt().filter(push.occurredAt()::isAfter).orElse(push.occurredAt()));
        }
    }
}
