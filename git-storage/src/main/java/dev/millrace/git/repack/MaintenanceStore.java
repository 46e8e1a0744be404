package dev.millrace.git.repack;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code git.maintenance}, and sums over {@code git.pack}. Leases are judged by the database's clock. */
final class MaintenanceStore {

    /** Leases what has been due longest, if anything is; two callers never get the same. */
    Optional<MaintenanceLease> lease(Transaction tx, UUID leaseId, Duration length) {
        return tx.handle()
                .createQuery("""
                        update git.maintenance
                        set lease_id = :leaseId, lease_until = now() + :seconds * interval '1 second', due_at = null
                        where repository_id = (
                            select repository_id from git.maintenance
                            where (lease_until is null and due_at <= now()) or lease_until < now()
                            order by coalesce(due_at, lease_until)
                            limit 1
                            for update skip locked)
                        returning repository_id
                        """)
                .bind("leaseId", leaseId)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .findOne()
                .map(repositoryId -> new MaintenanceLease(leaseId, repositoryId));
    }

    /** As {@link #lease}, for one repository, due or not; empty if another worker holds the lease. */
    Optional<MaintenanceLease> lease(Transaction tx, UUID repositoryId, UUID leaseId, Duration length) {
        return tx.handle()
                .createQuery("""
                        insert into git.maintenance as known (repository_id, lease_id, lease_until)
                        values (:repositoryId, :leaseId, now() + :seconds * interval '1 second')
                        on conflict (repository_id) do update
                        set lease_id = excluded.lease_id, lease_until = excluded.lease_until, due_at = null
                        where known.lease_until is null or known.lease_until < now()
                        returning repository_id
                        """)
                .bind("repositoryId", repositoryId)
                .bind("leaseId", leaseId)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .findOne()
                .map(id -> new MaintenanceLease(leaseId, id));
    }

    /** Renews leases from now. Those that are not in the result are lost. */
    Set<UUID> renew(Transaction tx, Collection<UUID> leases, Duration length) {
        return tx.handle()
                .createQuery("""
                        update git.maintenance set lease_until = now() + :seconds * interval '1 second'
                        where lease_id = any(:leases)
                        returning lease_id
                        """)
                .bindArray("leases", UUID.class, leases)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .set();
    }

    /** Releases a lease; the repository is due again at that time, or on the next request, whichever is first. */
    void release(Transaction tx, MaintenanceLease lease, @Nullable Instant nextAt, boolean failed) {
        tx.handle()
                .createUpdate("""
                        update git.maintenance
                        set lease_id = null, lease_until = null, due_at = least(due_at, :nextAt),
                            failures = case when :failed then failures + 1 else 0 end
                        where lease_id = :leaseId
                        """)
                .bind("leaseId", lease.id())
                .bind("nextAt", nextAt)
                .bind("failed", failed)
                .execute();
    }

    void saveRun(Transaction tx, UUID repositoryId, String kind, String message, Instant beganAt, Instant endedAt) {
        tx.handle()
                .createUpdate("""
                        update git.maintenance
                        set last_kind = :kind, last_message = :message, last_began_at = :beganAt,
                            last_ended_at = :endedAt
                        where repository_id = :repositoryId
                        """)
                .bind("repositoryId", repositoryId)
                .bind("kind", kind)
                .bind("message", message)
                .bind("beganAt", beganAt)
                .bind("endedAt", endedAt)
                .execute();
    }

    void saveRepack(Transaction tx, UUID repositoryId, Instant at, Duration took) {
        tx.handle()
                .createUpdate("""
                        insert into git.maintenance (repository_id, repacked_at, repack_millis)
                        values (:repositoryId, :at, :millis)
                        on conflict (repository_id) do update
                        set repacked_at = excluded.repacked_at, repack_millis = excluded.repack_millis
                        """)
                .bind("repositoryId", repositoryId)
                .bind("at", at)
                .bind("millis", took.toMillis())
                .execute();
    }

    /** The last full repack; empty if there was none. */
    Optional<LastRepack> lastRepack(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select repacked_at, repack_millis from git.maintenance
                        where repository_id = :repositoryId and repacked_at is not null
                        """)
                .bind("repositoryId", repositoryId)
                .map((row, context) -> new LastRepack(
                        row.getTimestamp("repacked_at").toInstant(), Duration.ofMillis(row.getLong("repack_millis"))))
                .findOne();
    }

    int failures(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select failures from git.maintenance where repository_id = :repositoryId")
                .bind("repositoryId", repositoryId)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(due_at) as since
                        from git.maintenance
                        where due_at <= now()
                        """));
    }

    MaintenanceReport report(Transaction tx, UUID repositoryId) {
        var counts = new HashMap<String, Integer>();
        var sums = tx.handle()
                .createQuery("""
                        select p.source, count(distinct p.id) as packs,
                               coalesce(sum(f.size) filter (where f.extension = 'pack'), 0) as bytes,
                               count(*) filter (where f.extension = 'bitmap') as bitmaps,
                               count(*) filter (where f.extension = 'graph') as graphs
                        from git.pack p join git.pack_file f on f.pack_id = p.id
                        where p.repository_id = :repositoryId and p.retired_at is null
                        group by p.source
                        """)
                .bind("repositoryId", repositoryId)
                .map((row, context) -> {
                    counts.put(row.getString("source"), row.getInt("packs"));
                    return new Sums(row.getLong("bytes"), row.getInt("bitmaps"), row.getInt("graphs"));
                })
                .list();
        return tx.handle()
                .createQuery("""
                        select coalesce(lease_until > now(), false) as running, last_kind, last_message,
                               last_began_at, last_ended_at
                        from (select :repositoryId::uuid as id) wanted
                        left join git.maintenance on repository_id = wanted.id
                        """)
                .bind("repositoryId", repositoryId)
                .map((row, context) -> new MaintenanceReport(
                        counts,
                        sums.stream().mapToLong(Sums::bytes).sum(),
                        sums.stream().anyMatch(one -> one.bitmaps() > 0),
                        sums.stream().anyMatch(one -> one.graphs() > 0),
                        row.getBoolean("running"),
                        Optional.ofNullable(row.getString("last_kind")),
                        Optional.ofNullable(row.getString("last_message")),
                        instant(row, "last_began_at"),
                        instant(row, "last_ended_at")))
                .one();
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** When the last full repack read refs, and how long it took. */
    record LastRepack(Instant at, Duration took) {}

    private record Sums(long bytes, int bitmaps, int graphs) {}
}
