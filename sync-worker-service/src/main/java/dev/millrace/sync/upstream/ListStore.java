package dev.millrace.sync.upstream;

import dev.millrace.forge.ForgeInstallation;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Columns of {@code sync.installation}: when the repositories of an installation are compared with what the forge lists, and
 * what happened since. Leases end by the clock of the database.
 */
@Singleton
class ListStore {

    /**
     * An installation whose repositories this process may compare until the lease ends.
     *
     * @param id of the lease
     * @param changes how many events there had been about what it covers
     */
    record Lease(UUID id, ForgeInstallation installation, long changes) {}

    /** An event about what it covers: a list that is being read now may be older. */
    void noteChange(Transaction tx, InstallationRow installation) {
        tx.handle()
                .createUpdate("""
                        update sync.installation set changes = changes + 1
                        where instance = :instance and installation_id = :id
                        """)
                .bind("instance", installation.instance())
                .bind("id", installation.installationId())
                .execute();
    }

    /** The comparison is due: only the forge itself can decide what it covers. */
    void request(Transaction tx, InstallationRow installation) {
        tx.handle()
                .createUpdate("""
                        update sync.installation set list_due_at = least(list_due_at, now())
                        where instance = :instance and installation_id = :id
                        """)
                .bind("instance", installation.instance())
                .bind("id", installation.installationId())
                .execute();
    }

    /** Leases the installation that is due first, of those that a team may use. */
    Optional<Lease> claim(Transaction tx, Duration length) {
        return tx.handle()
                .createQuery("""
                        update sync.installation leased
                        set list_lease_id = gen_random_uuid(), list_due_at = 'infinity',
                            list_leased_until = now() + :seconds * interval '1 second'
                        from (select instance, installation_id from sync.installation
                              where team is not null and link_state = 'ACTIVE' and forge_state = 'ACTIVE'
                                and (list_lease_id is null and list_due_at <= now() or list_leased_until < now())
                              order by list_due_at
                              limit 1
                              for update skip locked) due
                        where leased.instance = due.instance and leased.installation_id = due.installation_id
                        returning leased.list_lease_id, leased.instance, leased.installation_id, leased.changes
                        """)
                .bind("seconds", length.toSeconds())
                .map((row, context) -> new Lease(
                        row.getObject("list_lease_id", UUID.class),
                        new ForgeInstallation(row.getString("instance"), row.getString("installation_id")),
                        row.getLong("changes")))
                .findOne();
    }

    /** Extends leases; returns those that are still held. */
    Set<UUID> renew(Transaction tx, Set<UUID> leases, Duration length) {
        return tx
                .handle()
                .createQuery("""
                        update sync.installation set list_leased_until = now() + :seconds * interval '1 second'
                        where list_lease_id = any(:ids)
                        returning list_lease_id
                        """)
                .bind("seconds", length.toSeconds())
                .bindArray("ids", UUID.class, leases)
                .mapTo(UUID.class)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the lease is still held, and no event came since it was taken. Under the lock of the installation. */
    boolean isCurrent(Transaction tx, Lease lease) {
        return tx.handle()
                .createQuery("""
                        select exists (select 1 from sync.installation
                                       where list_lease_id = :id and changes = :changes)
                        """)
                .bind("id", lease.id())
                .bind("changes", lease.changes())
                .mapTo(Boolean.class)
                .one();
    }

    /** Ends a lease; does nothing if it was lost. A comparison that was requested meanwhile stays requested. */
    void release(Transaction tx, Lease lease, Duration untilNext) {
        tx.handle()
                .createUpdate("""
                        update sync.installation
                        set list_lease_id = null, list_leased_until = null,
                            list_due_at = least(list_due_at, now() + :millis * interval '1 millisecond')
                        where list_lease_id = :id
                        """)
                .bind("millis", untilNext.toMillis())
                .bind("id", lease.id())
                .execute();
    }
}
