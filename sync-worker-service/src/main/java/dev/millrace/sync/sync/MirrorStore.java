package dev.millrace.sync.sync;

import dev.millrace.events.git.MirroredRepository;
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
                            (repository_id, team, name, upstream_key, clone_url, installation_id, reason)
                        values (:id, :team, :name, :upstreamKey, :cloneUrl, :installationId, :reason)
                        on conflict (repository_id) do update
                        set name = excluded.name, clone_url = excluded.clone_url,
                            installation_id = excluded.installation_id, parked = null, reason = excluded.reason,
                            requested_version = sync.mirror.requested_version + 1, due_at = now(), not_before = now()
                        """)
                .bind("id", mirror.repositoryId())
                .bind("team", mirror.team())
                .bind("name", mirror.name())
                .bind("upstreamKey", mirror.upstreamKey())
                .bind("cloneUrl", mirror.cloneUrl())
                .bind("installationId", mirror.installationId())
                .bind("reason", reason)
                .execute();
    }

    boolean request(Transaction tx, UUID repositoryId, String reason) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set requested_version = requested_version + 1, reason = :reason,
                                    due_at = least(due_at, now()),
                                    not_before = case when parked = 'CREDENTIALS' then now() else not_before end
                                where repository_id = :id
                                """)
                        .bind("id", repositoryId)
                        .bind("reason", reason)
                        .execute()
                == 1;
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

    /** Leases the mirror that has been due longest, if one is; two callers never get the same. */
    Optional<Lease> lease(Transaction tx, UUID syncId, Duration length) {
        return tx.handle()
                .createQuery("""
                        update sync.mirror
                        set lease_id = :syncId, lease_until = now() + :seconds * interval '1 second',
                            leased_version = requested_version
                        where repository_id = (
                            select repository_id
                            from sync.mirror
                            where parked is distinct from 'INSTALLATION' and due_at <= now() and not_before <= now()
                                and (lease_until is null or lease_until < now())
                            order by due_at
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("syncId", syncId)
                .bind("seconds", length.toMillis() / 1000.0)
                .map(MirrorStore::toLease)
                .findOne();
    }

    /** Makes leases longer from now. Those that are not in the answer are lost: they expired, and another pass began. */
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

    /** Gives a lease back without a result: another worker may begin at once. */
    void release(Transaction tx, UUID syncId) {
        tx.handle()
                .createUpdate("update sync.mirror set lease_id = null, lease_until = null where lease_id = :syncId")
                .bind("syncId", syncId)
                .execute();
    }

    /** @return false if the lease was lost; then nothing was written */
    boolean succeed(Transaction tx, UUID syncId, Instant checkedAt, long refsVersion, Duration nextSweep) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set lease_id = null, lease_until = null, failures = 0, checked_at = :checkedAt,
                                    refs_version = :refsVersion, parked = nullif(parked, 'CREDENTIALS'),
                                    done_version = greatest(done_version, leased_version),
                                    due_at = case when requested_version > leased_version then now()
                                        else now() + :seconds * interval '1 second' end,
                                    not_before = now()
                                where lease_id = :syncId
                                """)
                        .bind("syncId", syncId)
                        .bind("checkedAt", checkedAt)
                        .bind("refsVersion", refsVersion)
                        .bind("seconds", nextSweep.toMillis() / 1000.0)
                        .execute()
                == 1;
    }

    /** @return false if the lease was lost; then nothing was written */
    boolean fail(Transaction tx, UUID syncId, String reason, Instant failedAt, Duration wait, boolean credentials) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set lease_id = null, lease_until = null, failures = failures + 1,
                                    failed_at = :failedAt, last_error = :reason,
                                    parked = case when parked = 'INSTALLATION' then parked
                                        when :credentials then 'CREDENTIALS' end,
                                    due_at = now() + :seconds * interval '1 second',
                                    not_before = now() + :seconds * interval '1 second'
                                where lease_id = :syncId
                                """)
                        .bind("syncId", syncId)
                        .bind("failedAt", failedAt)
                        .bind("reason", reason)
                        .bind("credentials", credentials)
                        .bind("seconds", wait.toMillis() / 1000.0)
                        .execute()
                == 1;
    }

    Optional<MirrorRow> find(Transaction tx, String team, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select *, coalesce(lease_until > now(), false) as leased
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
                        select *, coalesce(lease_until > now(), false) as leased
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

    /** How many mirrors wait for a pass that somebody wished for. */
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
                        Optional.of(row.getColumn("upstream_key", String.class))),
                row.getColumn("clone_url", String.class),
                row.getColumn("installation_id", String.class),
                version,
                version > row.getColumn("done_version", Long.class),
                row.getColumn("reason", String.class),
                row.getColumn("failures", Integer.class));
    }

    private static MirrorRow toRow(RowView row) {
        return new MirrorRow(
                row.getColumn("repository_id", UUID.class),
                row.getColumn("name", String.class),
                row.getColumn("clone_url", String.class),
                Optional.ofNullable(row.getColumn("parked", String.class)),
                row.getColumn("requested_version", Long.class) > row.getColumn("done_version", Long.class),
                row.getColumn("leased", Boolean.class),
                row.getColumn("failures", Integer.class),
                Optional.ofNullable(row.getColumn("checked_at", Instant.class)),
                Optional.ofNullable(row.getColumn("failed_at", Instant.class)),
                Optional.ofNullable(row.getColumn("last_error", String.class)),
                row.getColumn("not_before", Instant.class));
    }
}
