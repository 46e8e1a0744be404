package dev.millrace.gateway.installation;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows of {@code gateway.installation_check}. Leases end by the clock of the database. */
@ApplicationScoped
class CheckStore {

    /**
     * A connection whose installations this process may check until the lease ends.
     *
     * @param id of the lease
     */
    record Lease(UUID id, String connectionId) {}

    /**
     * Adds the connections that are new; they are due at once.
     *
     * @param instances host of the forge, by connection
     */
    void add(Transaction tx, Map<String, String> instances) {
        List<String> ids = List.copyOf(instances.keySet());
        tx.handle()
                .createUpdate("""
                        insert into gateway.installation_check (connection_id, instance, next_check_at)
                        select id, instance, now() from unnest(:ids, :instances) as connected (id, instance)
                        on conflict do nothing
                        """)
                .bindArray("ids", String.class, ids)
                .bindArray(
                        "instances",
                        String.class,
                        ids.stream().map(instances::get).toList())
                .execute();
    }

    /** Leases the one of these connections that is due first. */
    Optional<Lease> claim(Transaction tx, Collection<String> connectionIds, Duration length) {
        return tx.handle()
                .createQuery("""
                        update gateway.installation_check
                           set lease_id = gen_random_uuid(), leased_until = now() + :seconds * interval '1 second',
                               next_check_at = 'infinity'
                         where connection_id = (
                               select connection_id
                                 from gateway.installation_check
                                where connection_id = any(:ids)
                                  and (lease_id is null and next_check_at <= now() or leased_until < now())
                                order by next_check_at
                                limit 1
                                  for update skip locked)
                        returning lease_id, connection_id
                        """)
                .bind("seconds", length.toSeconds())
                .bindArray("ids", String.class, connectionIds)
                .map((row, context) -> new Lease(row.getObject("lease_id", UUID.class), row.getString("connection_id")))
                .findOne();
    }

    /** Extends leases; returns those that are still held. */
    Set<UUID> renew(Transaction tx, Set<UUID> leases, Duration length) {
        return tx
                .handle()
                .createQuery("""
                        update gateway.installation_check set leased_until = now() + :seconds * interval '1 second'
                         where lease_id = any(:ids)
                        returning lease_id
                        """)
                .bind("seconds", length.toSeconds())
                .bindArray("ids", UUID.class, leases)
                .mapTo(UUID.class)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends a lease; does nothing if it was lost. A check that was requested meanwhile stays requested. */
    void release(Transaction tx, Lease lease, Duration untilNext) {
        tx.handle()
                .createUpdate("""
                        update gateway.installation_check
                           set lease_id = null,
                               leased_until = null,
                               next_check_at = least(next_check_at, now() + :millis * interval '1 millisecond')
                         where lease_id = :id
                        """)
                .bind("millis", untilNext.toMillis())
                .bind("id", lease.id())
                .execute();
    }

    /** Records that the list was read completely and compared; does nothing if the lease was lost. */
    void complete(Transaction tx, Lease lease) {
        tx.handle()
                .createUpdate("update gateway.installation_check set completed_at = now() where lease_id = :id")
                .bind("id", lease.id())
                .execute();
    }

    /** Seconds since the last complete check of that one of these connections where it is longest ago; 0 if there are none. */
    double secondsSinceComplete(Transaction tx, Collection<String> connectionIds) {
        return tx.handle()
                .createQuery("""
                        select coalesce(extract(epoch from max(now() - coalesce(completed_at, added_at))), 0)
                          from gateway.installation_check
                         where connection_id = any(:ids)
                        """)
                .bindArray("ids", String.class, connectionIds)
                .mapTo(Double.class)
                .one();
    }

    /** The connections to this forge are due: something was reported that only the forge itself can decide. */
    void request(Transaction tx, String instance) {
        tx.handle().createUpdate("""
                        update gateway.installation_check set next_check_at = least(next_check_at, now())
                         where instance = :instance
                        """).bind("instance", instance).execute();
    }
}
