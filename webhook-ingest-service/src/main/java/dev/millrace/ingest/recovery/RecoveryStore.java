package dev.millrace.ingest.recovery;

import dev.millrace.forge.AppHook.Delivery;
import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows of {@code ingest.recovery} and {@code ingest.recovery_delivery}. Leases end by the clock of the database. */
@Singleton
final class RecoveryStore {

    /**
     * A connection whose deliveries this process may recover until the lease ends.
     *
     * @param id of the lease
     * @param connectionId of the connection
     * @param watermark until when its list was complete
     */
    record Lease(UUID id, String connectionId, Instant watermark) {}

    /** Adds a connection, if it is new. */
    void add(Transaction tx, String connectionId, Duration history) {
        tx.handle()
                .createUpdate("""
                        insert into ingest.recovery (connection_id, watermark, next_pass_at)
                        values (:id, now() - :seconds * interval '1 second', now())
                        on conflict do nothing
                        """)
                .bind("seconds", history.toSeconds())
                .bind("id", connectionId)
                .execute();
    }

    /** Leases the one of these connections that is due first. */
    Optional<Lease> claim(Transaction tx, Collection<String> connectionIds, Duration length) {
        return tx.handle()
                .createQuery("""
                        update ingest.recovery
                           set lease_id = gen_random_uuid(), leased_until = now() + :seconds * interval '1 second'
                         where connection_id = (
                               select connection_id
                                 from ingest.recovery
                                where connection_id = any(:ids)
                                  and next_pass_at <= now()
                                  and (leased_until is null or leased_until < now())
                                order by next_pass_at
                                limit 1
                                  for update skip locked)
                        returning lease_id, connection_id, watermark
                        """)
                .bind("seconds", length.toSeconds())
                .bindArray("ids", String.class, connectionIds)
                .map((row, context) -> new Lease(
                        row.getObject("lease_id", UUID.class),
                        row.getString("connection_id"),
                        row.getTimestamp("watermark").toInstant()))
                .findOne();
    }

    /** Extends leases; returns those that are still held. */
    Set<UUID> renew(Transaction tx, Set<UUID> leases, Duration length) {
        return tx
                .handle()
                .createQuery("""
                        update ingest.recovery set leased_until = now() + :seconds * interval '1 second'
                         where lease_id = any(:ids)
                        returning lease_id
                        """)
                .bind("seconds", length.toSeconds())
                .bindArray("ids", UUID.class, leases)
                .mapTo(UUID.class)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Ends a lease; does nothing if it was lost.
     *
     * @param watermark until when the list is complete now; empty if it is not
     */
    void release(Transaction tx, Lease lease, Optional<Instant> watermark, Duration untilNextPass) {
        tx.handle()
                .createUpdate("""
                        update ingest.recovery
                           set lease_id = null,
                               leased_until = null,
                               watermark = coalesce(cast(:watermark as timestamptz), watermark),
                               completed_at = case when cast(:watermark as timestamptz) is null then completed_at else now() end,
                               next_pass_at = now() + :millis * interval '1 millisecond'
                         where lease_id = :id
                        """)
                .bind(
                        "watermark",
                        watermark.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .bind("millis", untilNextPass.toMillis())
                .bind("id", lease.id())
                .execute();
    }

    /** Seconds since the oldest last complete pass over one of these connections; 0 if there is none. */
    double secondsSinceCompletePass(Transaction tx, Collection<String> connectionIds) {
        return tx.handle()
                .createQuery("""
                        select coalesce(extract(epoch from max(now() - coalesce(completed_at, created_at))), 0)
                          from ingest.recovery
                         where connection_id = any(:ids)
                        """)
                .bindArray("ids", String.class, connectionIds)
                .mapTo(Double.class)
                .one();
    }

    /** Records deliveries that are not in the inbox, each GUID once; returns how many were not known before. */
    int note(
            Transaction tx,
            String connectionId,
            String instance,
            List<Delivery> newestFirst,
            Instant now,
            Instant dueAt) {
        Map<String, Delivery> byGuid = new LinkedHashMap<>();
        newestFirst.forEach(delivery -> byGuid.putIfAbsent(delivery.guid(), delivery));
        List<Delivery> newest = List.copyOf(byGuid.values());
        return tx.handle()
                .createQuery("""
                        with listed as (
                            select * from unnest(:guids, :ids, :events, cast(:deliveredAt as timestamptz[]))
                                       as listed (guid, delivery_id, event, delivered_at)
                             where not exists (select from ingest.webhook_occurrence stored
                                                where stored.instance = :instance and stored.guid = listed.guid)),
                        noted as (
                            insert into ingest.recovery_delivery as known
                                (connection_id, instance, guid, delivery_id, event, delivered_at, first_seen_at,
                                 next_request_at, state)
                            select :connection, :instance, guid, delivery_id, event, delivered_at, :now, :dueAt, 'MISSING'
                              from listed
                                on conflict (connection_id, guid) do update
                               set delivery_id = excluded.delivery_id, delivered_at = excluded.delivered_at
                             where known.state = 'MISSING' and known.delivered_at < excluded.delivered_at
                            returning (xmax = 0) as is_new)
                        select count(*) filter (where is_new) from noted
                        """)
                .bind("connection", connectionId)
                .bind("instance", instance)
                .bindArray(
                        "guids",
                        String.class,
                        newest.stream().map(Delivery::guid).toList())
                .bindArray("ids", Long.class, newest.stream().map(Delivery::id).toList())
                .bindArray(
                        "events",
                        String.class,
                        newest.stream().map(Delivery::event).toList())
                .bindArray(
                        "deliveredAt",
                        String.class,
                        newest.stream()
                                .map(delivery -> delivery.deliveredAt().toString())
                                .toList())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("dueAt", dueAt.atOffset(ZoneOffset.UTC))
                .mapTo(Integer.class)
                .one();
    }

    /** Closes those that are in the inbox by now; returns how many of them had been requested. */
    int close(Transaction tx, String connectionId) {
        return tx.handle()
                .createQuery("""
                        with closed as (
                            update ingest.recovery_delivery missing
                               set state = 'STORED', decided_at = now()
                             where connection_id = :connection and state = 'MISSING'
                               and exists (select from ingest.webhook_occurrence stored
                                            where stored.instance = missing.instance and stored.guid = missing.guid)
                            returning requests)
                        select count(*) filter (where requests > 0) from closed
                        """)
                .bind("connection", connectionId)
                .mapTo(Integer.class)
                .one();
    }

    List<MissingDelivery> due(Transaction tx, String connectionId, Instant now, int most) {
        return tx.handle()
                .createQuery("""
                        select guid, delivery_id, event, delivered_at, first_seen_at, requests
                          from ingest.recovery_delivery
                         where connection_id = :connection and state = 'MISSING' and next_request_at <= :now
                         order by delivered_at, guid
                         limit :most
                        """)
                .bind("connection", connectionId)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .map((row, context) -> new MissingDelivery(
                        row.getString("guid"),
                        row.getLong("delivery_id"),
                        row.getString("event"),
                        row.getTimestamp("delivered_at").toInstant(),
                        row.getTimestamp("first_seen_at").toInstant(),
                        row.getInt("requests")))
                .list();
    }

    void requested(Transaction tx, String connectionId, String guid, Instant nextRequestAt) {
        tx.handle()
                .createUpdate("""
                        update ingest.recovery_delivery
                           set requests = requests + 1, next_request_at = :next
                         where connection_id = :connection and guid = :guid
                        """)
                .bind("next", nextRequestAt.atOffset(ZoneOffset.UTC))
                .bind("connection", connectionId)
                .bind("guid", guid)
                .execute();
    }

    void giveUp(Transaction tx, String connectionId, String guid, String reason) {
        tx.handle()
                .createUpdate("""
                        update ingest.recovery_delivery
                           set state = 'LOST', reason = :reason, decided_at = now()
                         where connection_id = :connection and guid = :guid and state = 'MISSING'
                        """)
                .bind("reason", reason)
                .bind("connection", connectionId)
                .bind("guid", guid)
                .execute();
    }

    /**
     * Deliveries that were found missing, by the time of their newest attempt, the newest first.
     *
     * @param connectionId empty for all connections
     * @param state empty for all
     */
    List<NotedDelivery> list(
            Transaction tx,
            Optional<String> connectionId,
            Optional<NotedDelivery.State> state,
            Optional<PagePosition> after,
            int most) {
        return tx.handle()
                .createQuery("""
                        select *
                          from ingest.recovery_delivery
                         where (cast(:connection as text) is null or connection_id = :connection)
                           and (cast(:state as text) is null or state = :state)
                           and (cast(:afterAt as timestamptz) is null
                                or (delivered_at, delivery_id) < (cast(:afterAt as timestamptz), :afterId))
                         order by delivered_at desc, delivery_id desc
                         limit :most
                        """)
                .bind("connection", connectionId.orElse(null))
                .bind("state", state.map(Enum::name).orElse(null))
                .bind(
                        "afterAt",
                        after.map(position -> position.at().atOffset(ZoneOffset.UTC))
                                .orElse(null))
                .bind("afterId", after.map(PagePosition::id).orElse(0L))
                .bind("most", most)
                .map((row, context) -> new NotedDelivery(
                        row.getString("connection_id"),
                        row.getString("instance"),
                        row.getString("guid"),
                        row.getLong("delivery_id"),
                        row.getString("event"),
                        row.getTimestamp("delivered_at").toInstant(),
                        row.getTimestamp("first_seen_at").toInstant(),
                        row.getInt("requests"),
                        NotedDelivery.State.valueOf(row.getString("state")),
                        Optional.ofNullable(row.getString("reason")),
                        Optional.ofNullable(row.getTimestamp("decided_at")).map(Timestamp::toInstant)))
                .list();
    }

    /** Removes what was decided longer ago; returns how many. */
    int purge(Transaction tx, Duration kept) {
        return tx.handle()
                .createUpdate(
                        "delete from ingest.recovery_delivery where decided_at < now() - :seconds * interval '1 second'")
                .bind("seconds", kept.toSeconds())
                .execute();
    }
}
