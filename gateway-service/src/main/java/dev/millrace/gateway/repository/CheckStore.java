package dev.millrace.gateway.repository;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rows of {@code gateway.reading_check}. Leases end by the clock of the database. */
@ApplicationScoped
class CheckStore {

    /** The signal that a check may be due. */
    static final String SIGNAL = "reading_check";

    /** The forge's own replicas may lag behind its events. */
    private static final Duration LAG = Duration.ofSeconds(30);

    private static final String LEASE = "lease_id, instance, installation_id, team, whole";

    /**
     * An installation whose repositories this process may check until the lease ends.
     *
     * @param id of the lease
     * @param team slug of the team that it belongs to
     * @param whole whether all of its repositories are to be checked, not only those that are due
     */
    record Lease(UUID id, ForgeInstallation installation, String team, boolean whole) {}

    /** Makes the row match a link, and requests a check if that changes it. */
    void link(Transaction tx, InstallationLinked linked) {
        if (linked.state() == InstallationLinked.State.REMOVED) {
            tx.handle()
                    .createUpdate("""
                            delete from gateway.reading_check where instance = :instance and installation_id = :id
                            """)
                    .bind("instance", linked.instance())
                    .bind("id", linked.installationId())
                    .execute();
            return;
        }
        tx.handle()
                .createUpdate("""
                        insert into gateway.reading_check as known
                            (instance, installation_id, account_id, team, active)
                        values (:instance, :id, :account, :team, :active)
                        on conflict (instance, installation_id) do update
                           set account_id = excluded.account_id, team = excluded.team, active = excluded.active,
                               next_check_at = case
                                   when known.team = excluded.team and known.active = excluded.active
                                       then known.next_check_at
                                   else least(known.next_check_at, now()) end
                        """)
                .bind("instance", linked.instance())
                .bind("id", linked.installationId())
                .bind("account", linked.accountId())
                .bind("team", linked.team())
                .bind("active", linked.state() == InstallationLinked.State.ACTIVE)
                .execute();
        Signals.send(tx, SIGNAL);
    }

    /** All repositories of the account are to be checked now, and once more when the forge's own replicas know of the change. */
    void requestOfAccount(Transaction tx, String instance, String accountId) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_check
                           set next_check_at = least(next_check_at, now()), again_at = now() + :lag * interval '1 second'
                         where instance = :instance and account_id = :account
                        """)
                .bind("lag", LAG.toSeconds())
                .bind("instance", instance)
                .bind("account", accountId)
                .execute();
        Signals.send(tx, SIGNAL);
    }

    /** As {@link #requestOfAccount}, but only repositories that are due are to be checked now. */
    void requestDue(Transaction tx, String instance, String accountId) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_check set urgent = true, again_at = now() + :lag * interval '1 second'
                         where instance = :instance and account_id = :account
                        """)
                .bind("lag", LAG.toSeconds())
                .bind("instance", instance)
                .bind("account", accountId)
                .execute();
        Signals.send(tx, SIGNAL);
    }

    /** All repositories of the team are to be checked now. */
    void requestOfTeam(Transaction tx, String team) {
        tx.handle().createUpdate("""
                        update gateway.reading_check set next_check_at = least(next_check_at, now()) where team = :team
                        """).bind("team", team).execute();
        Signals.send(tx, SIGNAL);
        Signals.send(tx, RequestChecks.READERS);
    }

    /** Leases what is due first, of teams that let the forge decide. */
    Optional<Lease> claim(Transaction tx, Duration length) {
        return tx.handle()
                .createQuery("""
                        update gateway.reading_check
                           set whole = next_check_at <= now() or coalesce(again_at <= now(), false)
                                   or coalesce(leased_until < now(), false),
                               next_check_at = case when next_check_at <= now() or again_at <= now() or leased_until < now()
                                   then 'infinity' else next_check_at end,
                               again_at = case when again_at <= now() then null else again_at end,
                               urgent = false,
                               lease_id = gen_random_uuid(), leased_until = now() + :seconds * interval '1 second'
                         where (instance, installation_id) = (
                               select c.instance, c.installation_id
                                 from gateway.reading_check c
                                where c.active
                                  and c.team in (select team from gateway.team_reading where decider = 'FORGE')
                                  and (c.lease_id is null
                                           and (c.next_check_at <= now() or c.again_at <= now() or c.urgent)
                                       or c.leased_until < now())
                                order by c.urgent desc, c.next_check_at
                                limit 1
                                  for update skip locked)
                        returning
                        """ + LEASE)
                .bind("seconds", length.toSeconds())
                .map((row, context) -> new Lease(
                        row.getObject("lease_id", UUID.class),
                        new ForgeInstallation(row.getString("instance"), row.getString("installation_id")),
                        row.getString("team"),
                        row.getBoolean("whole")))
                .findOne();
    }

    /** Extends leases; returns those that are still held. */
    Set<UUID> renew(Transaction tx, Set<UUID> leases, Duration length) {
        return tx
                .handle()
                .createQuery("""
                        update gateway.reading_check set leased_until = now() + :seconds * interval '1 second'
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
     * Ends a lease; does nothing if it was lost. What was requested meanwhile stays requested.
     *
     * @param untilNext check of all repositories
     * @param problem why it was not completed; empty if it was
     */
    void release(Transaction tx, Lease lease, Duration untilNext, Optional<String> problem) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_check
                           set lease_id = null, leased_until = null, problem = :problem,
                               completed_at = case when :complete then now() else completed_at end,
                               next_check_at = least(next_check_at, now() + :millis * interval '1 millisecond')
                         where lease_id = :id
                        """)
                .bind("problem", problem.orElse(null))
                .bind("complete", problem.isEmpty())
                .bind("millis", untilNext.toMillis())
                .bind("id", lease.id())
                .execute();
    }

    /** Whether the lease is still held; the row stays as it is until the transaction ends. */
    boolean holds(Transaction tx, Lease lease) {
        return tx.handle()
                .createQuery("select 1 from gateway.reading_check where lease_id = :id and team = :team for share")
                .bind("id", lease.id())
                .bind("team", lease.team())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }
}
