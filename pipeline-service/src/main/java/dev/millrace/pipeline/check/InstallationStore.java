package dev.millrace.pipeline.check;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.Optional;

/** The table {@code pipeline.installation}. */
@Singleton
final class InstallationStore {

    /** Notes the newest state; an older event changes nothing. */
    void note(Transaction tx, InstallationLinked linked) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.installation as known
                            (instance, installation_id, account_id, account_login, team, state, occurred_at)
                        values (:instance, :id, :account, :login, :team, :state, :at)
                        on conflict (instance, installation_id) do update
                        set account_id = excluded.account_id, account_login = excluded.account_login,
                            team = excluded.team, state = excluded.state,
                            occurred_at = excluded.occurred_at
                        where known.occurred_at <= excluded.occurred_at
                        """)
                .bind("instance", linked.instance())
                .bind("id", linked.installationId())
                .bind("account", linked.accountId())
                .bind("login", linked.accountLogin())
                .bind("team", linked.team())
                .bind("state", linked.state().name())
                .bind("at", linked.occurredAt().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The team's active installation in an account, given by the forge's number: its name may have changed. */
    Optional<String> find(Transaction tx, String instance, String team, String accountId) {
        return tx.handle()
                .createQuery("""
                        select installation_id from pipeline.installation
                        where instance = :instance and team = :team and state = 'ACTIVE'
                          and account_id = :account
                        order by occurred_at desc
                        limit 1
                        """)
                .bind("instance", instance)
                .bind("team", team)
                .bind("account", accountId)
                .mapTo(String.class)
                .findOne();
    }
}
