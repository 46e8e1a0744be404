package dev.millrace.sync.queue;

import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.trace.TraceParent;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Mirrors in {@code sync.mirror}: which there are, and what was requested. */
@Singleton
class MirrorStore {

    void save(Transaction tx, NewMirror mirror, String reason) {
        tx.handle()
                .createUpdate("""
                        insert into sync.mirror
                            (repository_id, team, name, upstream_key, clone_url, installation_id, mode, attached, provider,
                             address, budget, reason, traceparent)
                        values (:id, :team, :name, :upstreamKey, :cloneUrl, :installationId, :mode, :attached, :provider,
                            :address, :budget, :reason, :traceparent)
                        on conflict (repository_id) do update
                        set name = excluded.name, clone_url = excluded.clone_url, mode = excluded.mode,
                            address = excluded.address, budget = excluded.budget,
                            installation_id = excluded.installation_id, attached = excluded.attached,
                            provider = excluded.provider, upstream_key = excluded.upstream_key, parked = null, reason = excluded.reason,
                            traceparent = excluded.traceparent,
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
                .bind("traceparent", TraceParent.current())
                .execute();
    }

    boolean request(Transaction tx, UUID repositoryId, String reason) {
        return tx.handle()
                        .createUpdate("""
                                update sync.mirror
                                set requested_version = requested_version + 1, reason = :reason, active_at = now(),
                                    traceparent = :traceparent,
                                    due_at = least(due_at, now()),
                                    not_before = case when parked = 'CREDENTIALS' then now() else not_before end
                                where repository_id = :id
                                """)
                        .bind("id", repositoryId)
                        .bind("reason", reason)
                        .bind("traceparent", TraceParent.current())
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

    /**
     * Mirrors of an upstream that teams created by themselves, without those that are read only on request; of one team, or of
     * all.
     */
    List<UUID> attachedTo(Transaction tx, String address, String upstreamKey, Optional<String> team) {
        return tx.handle()
                .createQuery("""
                        select repository_id from sync.mirror
                        where (address = :address or upstream_key = :upstreamKey) and attached and mode <> 'PUBLIC'
                          and (:team::text is null or team = :team)
                        order by repository_id
                        """)
                .bind("address", address)
                .bind("upstreamKey", upstreamKey)
                .bind("team", team)
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
}
