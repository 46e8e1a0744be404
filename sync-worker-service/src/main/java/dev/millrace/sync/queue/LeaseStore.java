package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.result.RowView;

/** Leases in {@code sync.mirror}: which passes are in progress, and how they ended. */
@Singleton
class LeaseStore {

    /**
     * Leases a mirror that is due, if one is; two callers never get the same. The team with the fewest passes in progress
     * comes first, then requested passes, then what has been due longest. Mirrors are skipped while the forge requires
     * their budget to pause, or while enough passes over the same forge are in progress.
     *
     * @param perBudget concurrent passes of one budget; with several callers at the same moment it may be a few more
     */
    Optional<Lease> lease(Transaction tx, UUID syncId, Duration length, int perBudget) {
        return tx.handle()
                .createQuery("""
                        with busy as (
                            select team, budget from sync.mirror where lease_until > now()),
                        team_busy as (select team, count(*) as passes from busy group by team),
                        budget_busy as (select budget, count(*) as passes from busy group by budget),
                        chosen as (
                            select m.repository_id
                            from sync.mirror m
                            left join team_busy t on t.team = m.team
                            left join budget_busy b on b.budget = m.budget
                            where m.parked is distinct from 'INSTALLATION' and m.due_at <= now() and m.not_before <= now()
                                and (m.lease_until is null or m.lease_until < now())
                                and coalesce(b.passes, 0) < :perBudget
                                and not exists (
                                    select 1 from sync.budget p
                                    where p.budget = m.budget and p.paused_until > now())
                            order by coalesce(t.passes, 0), (m.requested_version > m.done_version) desc, m.due_at
                            limit 1
                            for update of m skip locked)
                        update sync.mirror
                        set lease_id = :syncId, lease_until = now() + :seconds * interval '1 second',
                            leased_version = requested_version, started_at = now(), progress = null
                        where repository_id in (select repository_id from chosen)
                        returning *
                        """)
                .bind("syncId", syncId)
                .bind("seconds", length.toMillis() / 1000.0)
                .bind("perBudget", perBudget)
                .map(LeaseStore::toLease)
                .findOne();
    }

    /** Writes how far a pass is. */
    void progress(Transaction tx, UUID syncId, String progress) {
        tx.handle()
                .createUpdate("update sync.mirror set progress = :progress where lease_id = :syncId")
                .bind("syncId", syncId)
                .bind("progress", progress)
                .execute();
    }

    /** Renews leases from now. Those that are not in the result are lost: they expired, and another pass began. */
    Set<UUID> renew(Transaction tx, Collection<UUID> syncIds, Duration length) {
        return tx.handle()
                .createQuery("""
                        update sync.mirror
                        set lease_until = now() + :seconds * interval '1 second'
                        where lease_id = any(:syncIds)
                        returning lease_id
                        """)
                .bindArray("syncIds", UUID.class, syncIds)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .collect(Collectors.toSet());
    }

    /** Releases a lease without a result: another worker may begin immediately. */
    void release(Transaction tx, UUID syncId) {
        tx.handle()
                .createUpdate("update sync.mirror set lease_id = null, lease_until = null where lease_id = :syncId")
                .bind("syncId", syncId)
                .execute();
    }

    /**
     * Records a success.
     *
     * @param next when to poll again without any hint; empty for never
     * @return false if the lease was lost; then nothing was written
     */
    boolean succeed(Transaction tx, UUID syncId, SyncOutcome.Equal equal, Optional<Duration> next) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set lease_id = null, lease_until = null, failures = 0, checked_at = :checkedAt,
                                    refs_version = :refsVersion, parked = nullif(parked, 'CREDENTIALS'),
                                    done_version = greatest(done_version, leased_version),
                                    due_at = case when requested_version > leased_version then now()
                                        else coalesce(now() + :seconds::float8 * interval '1 second', 'infinity') end,
                                    not_before = now(), faults = :faults, moved_to = :movedTo, progress = null,
                                    active_at = case when :refsMoved > 0 then now() else active_at end
                                where lease_id = :syncId
                                """)
                        .bind("syncId", syncId)
                        .bind("checkedAt", equal.checkedAt())
                        .bind("refsVersion", equal.refsVersion())
                        .bind("refsMoved", equal.refsMoved())
                        .bindArray("faults", String.class, equal.faults())
                        .bind("movedTo", equal.movedTo())
                        .bind("seconds", seconds(next))
                        .execute()
                == 1;
    }

    /**
     * Records a failure.
     *
     * @return false if the lease was lost; then nothing was written
     */
    boolean fail(Transaction tx, UUID syncId, Ending.Failed ending) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set lease_id = null, lease_until = null, failures = failures + 1, progress = null,
                                    failed_at = :failedAt, last_error = :reason,
                                    parked = case when parked = 'INSTALLATION' then parked
                                        when :isRefused then 'CREDENTIALS' end,
                                    due_at = coalesce(now() + :seconds::float8 * interval '1 second',
                                        case when requested_version > leased_version then now() else 'infinity' end),
                                    not_before = coalesce(now() + :seconds::float8 * interval '1 second', now())
                                where lease_id = :syncId
                                """)
                        .bind("syncId", syncId)
                        .bind("failedAt", ending.failedAt())
                        .bind("reason", ending.reason())
                        .bind("isRefused", ending.isRefused())
                        .bind("seconds", seconds(ending.delay()))
                        .execute()
                == 1;
    }

    private static Optional<Double> seconds(Optional<Duration> duration) {
        return duration.map(length -> length.toMillis() / 1000.0);
    }

    private static Lease toLease(RowView row) {
        long version = row.getColumn("leased_version", Long.class);
        boolean requested = version > row.getColumn("done_version", Long.class);
        return new Lease(
                row.getColumn("lease_id", UUID.class),
                new MirroredRepository(
                        row.getColumn("repository_id", UUID.class),
                        row.getColumn("team", String.class),
                        row.getColumn("name", String.class),
                        Optional.ofNullable(row.getColumn("upstream_key", String.class))),
                row.getColumn("clone_url", String.class),
                Optional.ofNullable(row.getColumn("installation_id", String.class)),
                UpstreamMode.valueOf(row.getColumn("mode", String.class)),
                row.getColumn("attached", Boolean.class),
                row.getColumn("provider", String.class),
                row.getColumn("budget", String.class),
                version,
                requested,
                Optional.ofNullable(row.getColumn("checked_at", Instant.class)).isEmpty(),
                row.getColumn("reason", String.class),
                row.getColumn("failures", Integer.class),
                row.getColumn("started_at", Instant.class),
                row.getColumn("active_at", Instant.class),
                Set.of(row.getColumn("demanded_refs", String[].class)),
                Set.of(),
                Optional.ofNullable(row.getColumn("traceparent", String.class)).filter(parent -> requested));
    }
}
