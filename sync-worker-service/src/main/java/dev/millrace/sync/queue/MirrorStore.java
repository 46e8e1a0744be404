package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code sync.mirror}. */
@Singleton
class MirrorStore {

    void save(Transaction tx, NewMirror mirror, String reason) {
        tx.handle()
                .createUpdate("""
                        insert into sync.mirror
                            (repository_id, team, name, upstream_key, clone_url, installation_id, mode, attached, provider,
                             address, budget, reason)
                        values (:id, :team, :name, :upstreamKey, :cloneUrl, :installationId, :mode, :attached, :provider,
                            :address, :budget, :reason)
                        on conflict (repository_id) do update
                        set name = excluded.name, clone_url = excluded.clone_url, mode = excluded.mode,
                            address = excluded.address, budget = excluded.budget,
                            installation_id = excluded.installation_id,
                            upstream_key = excluded.upstream_key, parked = null, reason = excluded.reason,
                            requested_version = sync.mirror.requested_version + 1, due_at = now(), not_before = now(),
                            active_at = now()
                        """)
                .bind("id", mirror.repositoryId())
                .bind("team", mirror.team())
                .bind("name", mirror.name())
                .bind("upstreamKey", mirror.upstreamKey())
                .bind("cloneUrl", mirror.cloneUrl())
                .bind("installationId", mirror.installationId())
                .bind("mode", mirror.mode().name())
                .bind("attached", mirror.attached())
                .bind("provider", mirror.provider())
                .bind("address", Budgets.address(mirror.cloneUrl()))
                .bind("budget", mirror.budget())
                .bind("reason", reason)
                .execute();
    }

    boolean request(Transaction tx, UUID repositoryId, String reason) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set requested_version = requested_version + 1, reason = :reason, active_at = now(),
                                    due_at = least(due_at, now()),
                                    not_before = case when parked = 'CREDENTIALS' then now() else not_before end
                                where repository_id = :id
                                """)
                        .bind("id", repositoryId)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    /** Adds a ref on demand, as the newest; beyond the maximum, the oldest are removed. */
    void demand(Transaction tx, UUID repositoryId, String ref, int most) {
        tx.handle()
                .createUpdate("""
                        update sync.mirror
                        set demanded_refs = array(
                            select name from (
                                select name, max(place) as place
                                from unnest(demanded_refs || :ref::text) with ordinality as demanded (name, place)
                                group by name order by max(place) desc limit :most) as newest
                            order by place)
                        where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .bind("ref", ref)
                .bind("most", most)
                .execute();
    }

    /** Changes how to authenticate, as the team requested. */
    void useCredential(Transaction tx, UUID repositoryId, UpstreamMode mode, String budget) {
        tx.handle()
                .createUpdate("update sync.mirror set mode = :mode, budget = :budget where repository_id = :id")
                .bind("id", repositoryId)
                .bind("mode", mode.name())
                .bind("budget", budget)
                .execute();
    }

    /** Mirrors of an upstream that teams created by themselves, without those that are read only on request. */
    List<UUID> attachedTo(Transaction tx, String address, String upstreamKey) {
        return tx.handle()
                .createQuery("""
                        select repository_id from sync.mirror
                        where (address = :address or upstream_key = :upstreamKey) and attached and mode <> 'PUBLIC'
                        order by repository_id
                        """)
                .bind("address", address)
                .bind("upstreamKey", upstreamKey)
                .mapTo(UUID.class)
                .list();
    }

    void move(Transaction tx, UUID repositoryId, String cloneUrl, String address) {
        tx.handle()
                .createUpdate("""
                        update sync.mirror set clone_url = :cloneUrl, address = :address where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .bind("cloneUrl", cloneUrl)
                .bind("address", address)
                .execute();
    }

    /** One page of all mirrors, in the order of their ids. */
    List<UUID> page(Transaction tx, Optional<UUID> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select repository_id from sync.mirror
                        where cast(:after as uuid) is null or repository_id > cast(:after as uuid)
                        order by repository_id limit :limit
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Mirrors that teams created by themselves and that wait for an installation, or that fail and are known by the forge's
     * number.
     */
    List<UUID> attachedAndWaiting(Transaction tx) {
        return tx.handle().createQuery("""
                        select repository_id from sync.mirror
                        where attached and (parked = 'INSTALLATION' or upstream_key is not null and failures > 0)
                        order by repository_id
                        """).mapTo(UUID.class).list();
    }

    Optional<MirrorQueue.Registration> registration(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select installation_id, upstream_key, parked from sync.mirror where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .map((RowView row) -> new MirrorQueue.Registration(
                        Optional.ofNullable(row.getColumn("installation_id", String.class)),
                        Optional.ofNullable(row.getColumn("upstream_key", String.class)),
                        "INSTALLATION".equals(row.getColumn("parked", String.class)),
                        "CREDENTIALS".equals(row.getColumn("parked", String.class))))
                .findOne();
    }

    void park(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("update sync.mirror set parked = 'INSTALLATION' where repository_id = :id")
                .bind("id", repositoryId)
                .execute();
    }

    void remove(Transaction tx, UUID repositoryId) {
        tx.handle()
                .createUpdate("delete from sync.mirror where repository_id = :id")
                .bind("id", repositoryId)
                .execute();
    }

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
                .map(MirrorStore::toLease)
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

    /** Removes refs on demand that the upstream does not have. */
    void undemand(Transaction tx, UUID repositoryId, Collection<String> refs) {
        tx.handle()
                .createUpdate("""
                        update sync.mirror
                        set demanded_refs = array(
                            select name from unnest(demanded_refs) with ordinality as demanded (name, place)
                            where name <> all(:refs) order by place)
                        where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .bindArray("refs", String.class, refs)
                .execute();
    }

    /**
     * Records a failure.
     *
     * @param wait until the next pass; empty to wait for a request
     * @return false if the lease was lost; then nothing was written
     */
    boolean fail(
            Transaction tx,
            UUID syncId,
            String reason,
            Instant failedAt,
            Optional<Duration> wait,
            boolean credentials) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set lease_id = null, lease_until = null, failures = failures + 1, progress = null,
                                    failed_at = :failedAt, last_error = :reason,
                                    parked = case when parked = 'INSTALLATION' then parked
                                        when :credentials then 'CREDENTIALS' end,
                                    due_at = coalesce(now() + :seconds::float8 * interval '1 second',
                                        case when requested_version > leased_version then now() else 'infinity' end),
                                    not_before = coalesce(now() + :seconds::float8 * interval '1 second', now())
                                where lease_id = :syncId
                                """)
                        .bind("syncId", syncId)
                        .bind("failedAt", failedAt)
                        .bind("reason", reason)
                        .bind("credentials", credentials)
                        .bind("seconds", seconds(wait))
                        .execute()
                == 1;
    }

    private static Optional<Double> seconds(Optional<Duration> duration) {
        return duration.map(length -> length.toMillis() / 1000.0);
    }

    Optional<MirrorRow> find(Transaction tx, String team, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select *, coalesce(lease_until > now(), false) as leased,
                            nullif(greatest(due_at, not_before), 'infinity') as next_at
                        from sync.mirror
                        where team = :team and repository_id = :id
                        """)
                .bind("team", team)
                .bind("id", repositoryId)
                .map(MirrorStore::toRow)
                .findOne();
    }

    /** One page of the team's mirrors in byte order of their names. */
    List<MirrorRow> list(Transaction tx, String team, Optional<String> name, String after, int limit) {
        return tx.handle()
                .createQuery("""
                        select *, coalesce(lease_until > now(), false) as leased,
                            nullif(greatest(due_at, not_before), 'infinity') as next_at
                        from sync.mirror
                        where team = :team and (:name::text is null or name = :name) and name collate "C" > :after
                        order by name collate "C"
                        limit :limit
                        """)
                .bind("team", team)
                .bind("name", name)
                .bind("after", after)
                .bind("limit", limit)
                .map(MirrorStore::toRow)
                .list();
    }

    /** How many mirrors wait for a requested pass. */
    long countBehind(Transaction tx) {
        return tx.handle().createQuery("""
                        select count(*) from sync.mirror
                        where requested_version > done_version and parked is distinct from 'INSTALLATION'
                        """).mapTo(Long.class).one();
    }

    private static Lease toLease(RowView row) {
        long version = row.getColumn("leased_version", Long.class);
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
                version > row.getColumn("done_version", Long.class),
                Optional.ofNullable(row.getColumn("checked_at", Instant.class)).isEmpty(),
                row.getColumn("reason", String.class),
                row.getColumn("failures", Integer.class),
                row.getColumn("started_at", Instant.class),
                row.getColumn("active_at", Instant.class),
                Set.of(row.getColumn("demanded_refs", String[].class)),
                Set.of());
    }

    private static MirrorRow toRow(RowView row) {
        return new MirrorRow(
                row.getColumn("repository_id", UUID.class),
                row.getColumn("name", String.class),
                row.getColumn("clone_url", String.class),
                row.getColumn("mode", String.class),
                Optional.ofNullable(row.getColumn("parked", String.class)),
                row.getColumn("requested_version", Long.class) > row.getColumn("done_version", Long.class),
                Optional.of(row)
                        .filter(leased -> leased.getColumn("leased", Boolean.class))
                        .map(MirrorStore::toPass),
                row.getColumn("failures", Integer.class),
                Optional.ofNullable(row.getColumn("checked_at", Instant.class)),
                Optional.ofNullable(row.getColumn("failed_at", Instant.class)),
                Optional.ofNullable(row.getColumn("last_error", String.class)),
                Optional.ofNullable(row.getColumn("next_at", Instant.class)),
                List.of(row.getColumn("faults", String[].class)),
                Optional.ofNullable(row.getColumn("moved_to", String.class)));
    }

    private static MirrorRow.Pass toPass(RowView row) {
        boolean requested = row.getColumn("leased_version", Long.class) > row.getColumn("done_version", Long.class);
        return new MirrorRow.Pass(
                row.getColumn("lease_id", UUID.class),
                row.getColumn("started_at", Instant.class),
                requested ? row.getColumn("reason", String.class) : "poll",
                Optional.ofNullable(row.getColumn("progress", String.class)));
    }
}
