package dev.millrace.ingest.reconciliation;

import dev.millrace.ingest.delivery.Shards;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Rows of {@code ingest.reported_ref} and {@code ingest.reconciled_ref}. */
@Singleton
final class ReportStore {

    /** Takes the right to publish a shard until the end of the transaction; false if another process has it. */
    boolean own(Transaction tx, int shard) {
        return tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(:lockClass, :shard)")
                .bind("lockClass", Shards.LOCK_CLASS)
                .bind("shard", shard)
                .mapTo(Boolean.class)
                .one();
    }

    /** As {@link #own}, but waits for it. */
    void await(Transaction tx, int shard) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(:lockClass, :shard)")
                .bind("lockClass", Shards.LOCK_CLASS)
                .bind("shard", shard)
                .mapTo(Integer.class)
                .one();
    }

    /** Ids with which reports were published before, by the ids that their deliveries give them. */
    Map<UUID, UUID> eventIds(Transaction tx, Collection<UUID> reportIds) {
        Map<UUID, UUID> found = new HashMap<>();
        tx.handle()
                .createQuery("select report_id, event_id from ingest.reported_ref where report_id = any(:ids)")
                .bindArray("ids", UUID.class, reportIds)
                .map((row, context) ->
                        Optional.ofNullable(found.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class))))
                .list();
        return found;
    }

    void add(Transaction tx, Collection<ReportedRef> reports) {
        try (PreparedBatch batch = tx.handle().prepareBatch("""
                insert into ingest.reported_ref (report_id, event_id, delivery_id, record_key, ref, before, after,
                                                 reported_at, pushed_by)
                values (:reportId, :eventId, :deliveryId, :recordKey, :ref, :before, :after, :reportedAt, :pushedBy)
                on conflict do nothing
                """)) {
            for (ReportedRef report : reports) {
                batch.bind("reportId", report.id())
                        .bind("eventId", report.eventId())
                        .bind("deliveryId", report.deliveryId())
                        .bind("recordKey", report.name().recordKey())
                        .bind("ref", report.name().ref())
                        .bind("before", report.step().before().orElse(null))
                        .bind("after", report.step().after().orElse(null))
                        .bind("reportedAt", report.reportedAt())
                        .bind("pushedBy", report.pushedBy())
                        .add();
            }
            batch.execute();
        }
    }

    /** What was published of these refs since: reports that were not late, and reconciled events. */
    Map<RefName, List<KnownStep>> known(Transaction tx, Collection<RefName> names, Instant since) {
        Map<RefName, List<KnownStep>> known = new HashMap<>();
        tx.handle()
                .createQuery("""
                        with name as (select * from unnest(:keys, :refs) as name (record_key, ref))
                        select record_key, ref, report_id as id, true as is_report, before, after, reported_at as known_at,
                               pushed_by as made_by
                        from ingest.reported_ref report
                        join name using (record_key, ref)
                        where hashtextextended(report.ref, 0) = hashtextextended(name.ref, 0)
                          and reported_at >= :since and event_id = report_id
                        union all
                        select record_key, ref, event_id, false, before, after, reconciled_at, moved_at
                        from ingest.reconciled_ref
                        join name using (record_key, ref)
                        where reconciled_at >= :since
                        """)
                .bindArray(
                        "keys",
                        String.class,
                        names.stream().map(RefName::recordKey).toArray())
                .bindArray(
                        "refs", String.class, names.stream().map(RefName::ref).toArray())
                .bind("since", since)
                .map((row, context) -> known.computeIfAbsent(name(row), name -> new ArrayList<>())
                        .add(new KnownStep(
                                row.getObject("id", UUID.class),
                                row.getBoolean("is_report"),
                                step(row),
                                instant(row, "known_at"),
                                instant(row, "made_by"))))
                .list();
        return known;
    }

    /** What of these refs was reconciled and not reported yet. */
    List<ReconciledRef> open(Transaction tx, Collection<RefName> names) {
        return tx.handle()
                .createQuery("""
                        select event_id, repository_id, record_key, ref, before, after, is_open, open_before, open_after,
                               checked_at, moved_at
                        from ingest.reconciled_ref
                        join unnest(:keys, :refs) as name (record_key, ref) using (record_key, ref)
                        where is_open
                        """)
                .bindArray(
                        "keys",
                        String.class,
                        names.stream().map(RefName::recordKey).toArray())
                .bindArray(
                        "refs", String.class, names.stream().map(RefName::ref).toArray())
                .map((row, context) -> reconciled(row))
                .list();
    }

    void add(Transaction tx, ReconciledRef reconciled, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.reconciled_ref (event_id, repository_id, record_key, ref, before, after, is_open,
                                                           open_before, open_after, checked_at, moved_at, reconciled_at)
                        values (:eventId, :repositoryId, :recordKey, :ref, :before, :after, true, :before, :after,
                                :checkedAt, :movedAt, :at)
                        """)
                .bind("eventId", reconciled.id())
                .bind("repositoryId", reconciled.repositoryId())
                .bind("recordKey", reconciled.name().recordKey())
                .bind("ref", reconciled.name().ref())
                .bind("before", reconciled.step().before().orElse(null))
                .bind("after", reconciled.step().after().orElse(null))
                .bind("checkedAt", reconciled.checkedAt())
                .bind("movedAt", reconciled.movedAt())
                .bind("at", at)
                .execute();
    }

    /** Records what late reports have left of it. */
    void saveOpen(Transaction tx, ReconciledRef reconciled) {
        tx.handle()
                .createUpdate("""
                        update ingest.reconciled_ref
                        set is_open = :isOpen, open_before = :before, open_after = :after
                        where event_id = :id
                        """)
                .bind("id", reconciled.id())
                .bind("isOpen", reconciled.open().isPresent())
                .bind("before", reconciled.open().flatMap(RefStep::before).orElse(null))
                .bind("after", reconciled.open().flatMap(RefStep::after).orElse(null))
                .execute();
    }

    /**
     * Whether a push of the repository was published since, by an instance of an earlier version, which did not record it.
     */
    boolean lacksReport(Transaction tx, String recordKey, Instant since) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from ingest.webhook_inbox delivery
                            where record_key = :key and received_at >= :since and forge = 'github' and event = 'push'
                              and state = 'PUBLISHED'
                              and not exists (select 1 from ingest.reported_ref report
                                              where report.record_key = :key and report.delivery_id = delivery.id))
                        """)
                .bind("key", recordKey)
                .bind("since", since)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Removes rows that nothing refers to any more.
     *
     * @param reportsBefore of reports that were not late
     * @param othersBefore of late reports, and of reconciled events
     */
    int remove(Transaction tx, Instant reportsBefore, Instant othersBefore) {
        int reports = tx.handle()
                .createUpdate("""
                        delete from ingest.reported_ref
                        where reported_at < :before and (event_id = report_id or reported_at < :othersBefore)
                        """)
                .bind("before", reportsBefore)
                .bind("othersBefore", othersBefore)
                .execute();
        int reconciled = tx.handle()
                .createUpdate("delete from ingest.reconciled_ref where reconciled_at < :before")
                .bind("before", othersBefore)
                .execute();
        return reports + reconciled;
    }

    private static ReconciledRef reconciled(ResultSet row) throws SQLException {
        return new ReconciledRef(
                row.getObject("event_id", UUID.class),
                row.getObject("repository_id", UUID.class),
                name(row),
                step(row),
                row.getBoolean("is_open")
                        ? Optional.of(step(row.getString("open_before"), row.getString("open_after")))
                        : Optional.empty(),
                instant(row, "checked_at"),
                instant(row, "moved_at"));
    }

    private static RefName name(ResultSet row) throws SQLException {
        return new RefName(row.getString("record_key"), row.getString("ref"));
    }

    private static RefStep step(ResultSet row) throws SQLException {
        return step(row.getString("before"), row.getString("after"));
    }

    private static RefStep step(@Nullable String before, @Nullable String after) {
        return new RefStep(Optional.ofNullable(before), Optional.ofNullable(after));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
