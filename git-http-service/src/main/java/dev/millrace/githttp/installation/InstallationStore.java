package dev.millrace.githttp.installation;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code git.installation}. */
@Singleton
final class InstallationStore {

    /** Stores the newest state; older events have no effect. */
    void save(Transaction tx, InstallationLinked link) {
        tx.handle()
                .createUpdate("""
                        insert into git.installation as known
                            (instance, installation_id, account_id, account_login, team, state, linked_at)
                        values (:instance, :id, :account, :login, :team, :state, :linkedAt)
                        on conflict (instance, installation_id) do update
                        set account_id = excluded.account_id, account_login = excluded.account_login,
                            team = excluded.team, state = excluded.state, linked_at = excluded.linked_at
                        where known.linked_at is null or known.linked_at <= excluded.linked_at
                        """)
                .bind("instance", link.instance())
                .bind("id", link.installationId())
                .bind("account", link.accountId())
                .bind("login", link.accountLogin())
                .bind("team", link.team())
                .bind("state", link.state().name())
                .bind("linkedAt", link.occurredAt())
                .execute();
    }

    /** The installation by which the team reaches the upstream of its mirror; the newest if there are several. */
    Optional<String> find(Transaction tx, String team, UUID repositoryId, String instance) {
        return tx.handle()
                .createQuery("""
                        select i.installation_id
                        from git.upstream_account a join git.installation i on i.account_id = a.account_id
                        where a.repository_id = :repositoryId
                          and i.team = :team and i.instance = :instance and i.state = 'ACTIVE'
                        order by length(i.installation_id) desc, i.installation_id desc limit 1
                        """)
                .bind("team", team)
                .bind("repositoryId", repositoryId)
                .bind("instance", instance)
                .mapTo(String.class)
                .findOne();
    }

    /** The newest active installation of the team in an account of this name, case-insensitive. */
    Optional<LinkedAccount> findLinked(Transaction tx, String team, String instance, String login) {
        return tx.handle()
                .createQuery("""
                        select installation_id, account_login from git.installation
                        where team = :team and instance = :instance and lower(account_login) = lower(:login)
                          and state = 'ACTIVE'
                        order by linked_at desc limit 1
                        """)
                .bind("team", team)
                .bind("instance", instance)
                .bind("login", login)
                .map((row, context) -> new LinkedAccount(
                        new ForgeInstallation(instance, row.getString("installation_id")),
                        row.getString("account_login")))
                .findOne();
    }

    /**
     * The number of an account that the team reaches through an installation.
     *
     * @param instance host of the forge
     * @param login its current name, case-insensitive, as at the forge
     */
    Optional<String> findAccount(Transaction tx, String team, String instance, String login) {
        return tx.handle()
                .createQuery("""
                        select account_id from git.installation
                        where team = :team and instance = :instance and lower(account_login) = lower(:login)
                          and state = 'ACTIVE'
                        order by linked_at desc limit 1
                        """)
                .bind("team", team)
                .bind("instance", instance)
                .bind("login", login)
                .mapTo(String.class)
                .findOne();
    }
}
