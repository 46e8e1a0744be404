package dev.millrace.insights.person;

import dev.millrace.insights.person.ContributionStore.Position;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Rows of {@code insights.backfill}: accounts whose contributions are to be attributed again, and how far that has come. */
@Singleton
final class BackfillStore {

    /** Signalled when there is something to do. */
    static final String CHANNEL = "insights_backfill";

    /** Lets the account begin anew, wherever it is. */
    void request(Transaction tx, String instance, String accountKey) {
        tx.handle()
                .createUpdate("""
                        insert into insights.backfill (instance, account_key) values (:instance, :accountKey)
                        on conflict (instance, account_key) do update set
                            forge_key = '', kind = '', subject = '', checked = 0, changed = 0
                        """)
                .bind("instance", instance)
                .bind("accountKey", accountKey)
                .execute();
        Signals.send(tx, CHANNEL);
    }

    /**
     * An account in work.
     *
     * @param after the contribution that was attributed last
     * @param checked contributions that were looked at, 0 or more
     * @param changed those of them that are attributed to another user than before
     */
    record Backfill(String instance, String accountKey, Position after, long checked, long changed) {}

    /** Any account that no other transaction works on; it is this transaction's until it ends. */
    Optional<Backfill> claim(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select instance, account_key, forge_key, kind, subject, checked, changed from insights.backfill
                        order by requested_at, instance, account_key limit 1 for update skip locked
                        """)
                .map((row, context) -> new Backfill(
                        row.getString("instance"),
                        row.getString("account_key"),
                        new Position(row.getString("forge_key"), row.getString("kind"), row.getString("subject")),
                        row.getLong("checked"),
                        row.getLong("changed")))
                .findOne();
    }

    void save(Transaction tx, Backfill backfill) {
        tx.handle()
                .createUpdate("""
                        update insights.backfill
                           set forge_key = :forgeKey, kind = :kind, subject = :subject, checked = :checked,
                               changed = :changed
                         where instance = :instance and account_key = :accountKey
                        """)
                .bind("instance", backfill.instance())
                .bind("accountKey", backfill.accountKey())
                .bind("forgeKey", backfill.after().forgeKey())
                .bind("kind", backfill.after().kind())
                .bind("subject", backfill.after().subject())
                .bind("checked", backfill.checked())
                .bind("changed", backfill.changed())
                .execute();
    }

    void remove(Transaction tx, Backfill finished) {
        tx.handle()
                .createUpdate("delete from insights.backfill where instance = :instance and account_key = :accountKey")
                .bind("instance", finished.instance())
                .bind("accountKey", finished.accountKey())
                .execute();
    }
}
