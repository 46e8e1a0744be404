package dev.millrace.pipeline.person;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.kit.database.Transaction;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.linked_account}. */
final class LinkedAccountStore {

    private LinkedAccountStore() {}

    static Optional<UUID> find(Transaction tx, String team, String instance, String login) {
        return tx.handle()
                .createQuery("""
                        select user_id from pipeline.linked_account
                        where instance = :instance and login = :login and not ended and :team = any(teams)
                        order by seen_at desc limit 1
                        """)
                .bind("instance", instance)
                .bind("login", login.toLowerCase(Locale.ROOT))
                .bind("team", team)
                .mapTo(UUID.class)
                .findOne();
    }

    /** Returns whether the state is newer than the one that is stored. */
    static boolean save(Transaction tx, IdentityChanged link) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.linked_account as known (link_id, instance, login, user_id, teams, ended, seen_at)
                        values (:linkId, :instance, :login, :user, :teams, :ended, :at)
                        on conflict (link_id) do update set
                            instance = excluded.instance, login = excluded.login, user_id = excluded.user_id,
                            teams = excluded.teams, ended = excluded.ended, seen_at = excluded.seen_at
                        where (excluded.ended, excluded.seen_at) > (known.ended, known.seen_at)
                        """)
                        .bind("linkId", link.linkId())
                        .bind("instance", link.instance())
                        .bind("login", link.login().toLowerCase(Locale.ROOT))
                        .bind("user", link.user())
                        .bindArray("teams", String.class, link.teams())
                        .bind("ended", link.unlinkedAt().isPresent())
                        .bind("at", link.occurredAt().atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }
}
