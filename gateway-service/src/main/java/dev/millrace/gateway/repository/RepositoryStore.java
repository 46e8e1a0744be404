package dev.millrace.gateway.repository;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.gateway.repository.CheckStore.Lease;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rows of {@code gateway.reading_repository} and {@code gateway.repository_reader}, as the forge's answers change them. */
@ApplicationScoped
class RepositoryStore {

    /**
     * Repositories that the installation lists. Those are due that are new or have become private, and all of them in a check of
     * all. A public one needs no further answer.
     *
     * @param at when the forge was asked
     */
    void listed(Transaction tx, Lease lease, List<InstalledRepository> repositories, Instant at) {
        var batch = tx.handle().prepareBatch("""
                insert into gateway.reading_repository as known
                    (team, instance, repository_id, installation_id, full_name, private, due, listed_by, checked_at)
                values (:team, :instance, :id, :installation, :name, :private, :private, :lease,
                        case when :private then null::timestamptz else :at end)
                on conflict (team, instance, repository_id) do update
                   set installation_id = excluded.installation_id, full_name = excluded.full_name,
                       private = excluded.private, covered = true, listed_by = excluded.listed_by,
                       due = excluded.private and (known.due or :whole or not known.covered or not known.private
                                                   or known.checked_at is null),
                       problem = case when excluded.private then known.problem end,
                       checked_at = case when excluded.private and known.covered and known.private then known.checked_at
                                         else excluded.checked_at end
                """);
        for (InstalledRepository repository : repositories) {
            batch.bind("team", lease.team())
                    .bind("instance", lease.installation().instance())
                    .bind("id", repository.id())
                    .bind("installation", lease.installation().id())
                    .bind("name", repository.fullName())
                    .bind("private", repository.isPrivate())
                    .bind("lease", lease.id())
                    .bind("at", at.atOffset(ZoneOffset.UTC))
                    .bind("whole", lease.whole())
                    .add();
        }
        batch.execute();
    }

    /** The installation does not cover those any more that this check has not listed. */
    void onlyListed(Transaction tx, Lease lease) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_repository set covered = false, due = false
                         where instance = :instance and installation_id = :id and covered
                           and listed_by is distinct from :lease
                        """)
                .bind("instance", lease.installation().instance())
                .bind("id", lease.installation().id())
                .bind("lease", lease.id())
                .execute();
        removeReadersOfUncovered(
                tx, lease.installation().instance(), lease.installation().id());
    }

    /** The installation covers no repository of any team but this one; empty text for none at all. */
    void uncover(Transaction tx, String instance, String installationId, String exceptTeam) {
        int changed = tx.handle()
                .createUpdate("""
                        update gateway.reading_repository set covered = false, due = false
                         where instance = :instance and installation_id = :id and covered and team <> :team
                        """)
                .bind("instance", instance)
                .bind("id", installationId)
                .bind("team", exceptTeam)
                .execute();
        if (changed > 0) {
            removeReadersOfUncovered(tx, instance, installationId);
        }
    }

    private static void removeReadersOfUncovered(Transaction tx, String instance, String installationId) {
        tx.handle()
                .createUpdate("""
                        delete from gateway.repository_reader c
                         using gateway.reading_repository r
                         where r.instance = :instance and r.installation_id = :id and not r.covered
                           and c.team = r.team and c.instance = r.instance and c.repository_id = r.repository_id
                        """)
                .bind("instance", instance)
                .bind("id", installationId)
                .execute();
    }

    /** Takes the one that is due and was not checked for the longest time. */
    Optional<DueRepository> takeDue(Transaction tx, Lease lease) {
        return tx.handle()
                .createQuery("""
                        update gateway.reading_repository set due = false
                         where (team, instance, repository_id) = (
                               select team, instance, repository_id
                                 from gateway.reading_repository
                                where team = :team and instance = :instance and installation_id = :id and due and covered
                                order by checked_at nulls first, repository_id
                                limit 1)
                        returning repository_id, full_name
                        """)
                .bind("team", lease.team())
                .bind("instance", lease.installation().instance())
                .bind("id", lease.installation().id())
                .map((row, context) -> new DueRepository(row.getString("repository_id"), row.getString("full_name")))
                .findOne();
    }

    /**
     * Stores who may read a repository.
     *
     * @param accounts numbers at the forge
     * @param at when the forge was asked
     */
    void read(Transaction tx, Lease lease, DueRepository repository, Collection<String> accounts, Instant at) {
        int known = tx.handle()
                .createUpdate("""
                        update gateway.reading_repository set checked_at = :at, problem = null
                         where team = :team and instance = :instance and repository_id = :id and covered
                        """)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .bind("team", lease.team())
                .bind("instance", lease.installation().instance())
                .bind("id", repository.id())
                .execute();
        if (known == 0) {
            return; // it was removed meanwhile
        }
        tx.handle()
                .createUpdate("""
                        delete from gateway.repository_reader
                         where team = :team and instance = :instance and repository_id = :id
                           and account_id <> all(:accounts)
                        """)
                .bind("team", lease.team())
                .bind("instance", lease.installation().instance())
                .bind("id", repository.id())
                .bindArray("accounts", String.class, accounts)
                .execute();
        tx.handle()
                .createUpdate("""
                        insert into gateway.repository_reader (team, instance, repository_id, account_id)
                        select :team, :instance, :id, account from unnest(:accounts) as read (account)
                        on conflict do nothing
                        """)
                .bind("team", lease.team())
                .bind("instance", lease.installation().instance())
                .bind("id", repository.id())
                .bindArray("accounts", String.class, accounts)
                .execute();
    }

    /**
     * The forge did not state who may read a repository.
     *
     * @param again whether it stays due
     */
    void failed(Transaction tx, Lease lease, DueRepository repository, String problem, boolean again) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_repository set problem = :problem, due = due or :again
                         where team = :team and instance = :instance and repository_id = :id
                        """)
                .bind("problem", problem)
                .bind("again", again)
                .bind("team", lease.team())
                .bind("instance", lease.installation().instance())
                .bind("id", repository.id())
                .execute();
    }

    /** The next check of its installation reads it, whichever check that is. */
    void makeDue(Transaction tx, String instance, String repositoryId) {
        tx.handle()
                .createUpdate("""
                        update gateway.reading_repository set due = true
                         where instance = :instance and repository_id = :id and covered and private
                        """)
                .bind("instance", instance)
                .bind("id", repositoryId)
                .execute();
    }

    void removeReader(Transaction tx, String instance, String repositoryId, String accountId) {
        tx.handle()
                .createUpdate("""
                        delete from gateway.repository_reader
                         where instance = :instance and repository_id = :id and account_id = :account
                        """)
                .bind("instance", instance)
                .bind("id", repositoryId)
                .bind("account", accountId)
                .execute();
    }

    /** Removes it from all repositories of an organization. */
    void removeReaderOfAccount(Transaction tx, String instance, String organizationId, String accountId) {
        tx.handle()
                .createUpdate("""
                        delete from gateway.repository_reader c
                         using gateway.reading_repository r, gateway.reading_check i
                         where i.instance = :instance and i.account_id = :organization
                           and r.instance = i.instance and r.installation_id = i.installation_id
                           and c.team = r.team and c.instance = r.instance and c.repository_id = r.repository_id
                           and c.account_id = :account
                        """)
                .bind("instance", instance)
                .bind("organization", organizationId)
                .bind("account", accountId)
                .execute();
    }
}
