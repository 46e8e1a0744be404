package dev.millrace.git.search;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Rows of {@code git.search_progress}. Leases are judged by the database's clock. */
public final class IndexProgressStore {

    /** Channel on which workers are woken. */
    static final String WORK = "git_search";

    /** Requests that a repository is indexed, and wakes waiting workers unless it is due already. */
    public void request(Transaction tx, UUID repositoryId) {
        int requested = tx.handle().createUpdate("""
                        insert into git.search_progress as known (repository_id, due_at) values (:id, now())
                        on conflict (repository_id) do update set due_at = excluded.due_at
                        where known.due_at is null or known.due_at > excluded.due_at
                        """).bind("id", repositoryId).execute();
        if (requested > 0) {
            Signals.send(tx, WORK);
        }
    }

    /** Requests that all repositories of a team are indexed. */
    int requestAll(Transaction tx, String team) {
        int requested = tx.handle().createUpdate("""
                        insert into git.search_progress as known (repository_id, due_at)
                        select id, now() from git.repository where team = :team and deleted_at is null and not hidden
                        on conflict (repository_id) do update set due_at = excluded.due_at
                        """).bind("team", team).execute();
        Signals.send(tx, WORK);
        return requested;
    }

    /** Leases what has been due longest, if anything is; two callers never get the same. */
    Optional<IndexLease> lease(Transaction tx, UUID leaseId, Duration length) {
        return tx.handle()
                .createQuery("""
                        update git.search_progress
                        set lease_id = :leaseId, lease_until = now() + :seconds * interval '1 second', due_at = null
                        where repository_id = (
                            select repository_id from git.search_progress
                            where (due_at <= now() and (lease_until is null or lease_until < now()))
                               or (due_at is null and lease_until < now())
                            order by coalesce(due_at, lease_until)
                            limit 1
                            for update skip locked)
                        returning repository_id
                        """)
                .bind("leaseId", leaseId)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .findOne()
                .map(repositoryId -> new IndexLease(leaseId, repositoryId));
    }

    /** As {@link #lease}, for one repository, due or not; empty if another worker holds the lease. */
    Optional<IndexLease> lease(Transaction tx, UUID repositoryId, UUID leaseId, Duration length) {
        return tx.handle()
                .createQuery("""
                        insert into git.search_progress as known (repository_id, lease_id, lease_until)
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
                .map(id -> new IndexLease(leaseId, id));
    }

    /** Renews leases from now. Those that are not in the result are lost. */
    Set<UUID> renew(Transaction tx, Collection<UUID> leases, Duration length) {
        return tx.handle()
                .createQuery("""
                        update git.search_progress set lease_until = now() + :seconds * interval '1 second'
                        where lease_id = any(:leases)
                        returning lease_id
                        """)
                .bindArray("leases", UUID.class, leases)
                .bind("seconds", length.toMillis() / 1000.0)
                .mapTo(UUID.class)
                .set();
    }

    /** Whether the lease is still held; it is, until the end of the transaction. */
    boolean isHeld(Transaction tx, IndexLease lease) {
        return tx.handle()
                .createQuery("""
                        select 1 from git.search_progress where repository_id = :id and lease_id = :leaseId for update
                        """)
                .bind("id", lease.repositoryId())
                .bind("leaseId", lease.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Releases the lease of a repository that is indexed; it is due again if it was requested meanwhile. */
    void end(Transaction tx, IndexLease lease) {
        tx.handle().createUpdate("""
                        update git.search_progress
                        set lease_id = null, lease_until = null, failures = 0, indexed_at = now()
                        where lease_id = :leaseId
                        """).bind("leaseId", lease.id()).execute();
    }

    /** Ends the work on a repository that is deleted. */
    void delete(Transaction tx, IndexLease lease) {
        tx.handle()
                .createUpdate("delete from git.search_progress where lease_id = :leaseId")
                .bind("leaseId", lease.id())
                .execute();
    }

    /** Releases a lease after a failure: it is tried again after an interval that doubles, up to an hour. */
    void fail(Transaction tx, IndexLease lease) {
        tx.handle().createUpdate("""
                        update git.search_progress
                        set lease_id = null, lease_until = null, failures = failures + 1,
                            due_at = now() + least(3600, power(2, least(failures, 12))) * interval '1 second'
                        where lease_id = :leaseId
                        """).bind("leaseId", lease.id()).execute();
    }

    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(due_at) as since
                        from git.search_progress
                        where due_at <= now()
                        """));
    }

    /** Repositories of a team that are to be indexed, or are being indexed. */
    long waiting(Transaction tx, String team) {
        return tx.handle().createQuery("""
                        select count(*) from git.search_progress p join git.repository r on r.id = p.repository_id
                        where r.team = :team and r.deleted_at is null and not r.hidden
                          and (p.due_at is not null or p.lease_until is not null)
                        """).bind("team", team).mapTo(Long.class).one();
    }
}
