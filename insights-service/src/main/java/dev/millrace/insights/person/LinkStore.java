package dev.millrace.insights.person;

import dev.millrace.events.access.IdentityChanged;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code insights.identity_link} and {@code insights.person}. Saving keeps the greatest version in a total order, so
 * it gives the same rows in whatever order it is called.
 */
@Singleton
final class LinkStore {

    /** Waits until no contribution is being stored or attributed, and lets none begin until the transaction ends. */
    void holdContributions(Transaction tx) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('insights.identity_link'), 0)")
                .mapTo(Integer.class)
                .one();
    }

    /**
     * When a link ended.
     *
     * @param at empty if it lasts
     */
    record End(Optional<Instant> at) {}

    /** Empty if the link is not known. */
    Optional<End> findEnd(Transaction tx, UUID linkId) {
        return tx.handle()
                .createQuery("select unlinked_at from insights.identity_link where link_id = :linkId")
                .bind("linkId", linkId)
                .map((row, context) -> new End(optionalInstant(row, "unlinked_at")))
                .findOne();
    }

    /** A link that has ended is newer than the same link before its end. */
    void save(Transaction tx, IdentityChanged link) {
        tx.handle()
                .createUpdate("""
                        insert into insights.identity_link as known
                            (link_id, instance, account_id, id_key, login, login_key, user_id, linked_at, unlinked_at,
                             seen_at)
                        values (:linkId, :instance, :accountId, :idKey, :login, :loginKey, :user, :linkedAt, :unlinkedAt,
                                :at)
                        on conflict (link_id) do update set
                            instance = excluded.instance, account_id = excluded.account_id, id_key = excluded.id_key,
                            login = excluded.login, login_key = excluded.login_key, user_id = excluded.user_id,
                            linked_at = excluded.linked_at, unlinked_at = excluded.unlinked_at,
                            seen_at = excluded.seen_at
                        where (excluded.unlinked_at is not null, excluded.seen_at)
                            > (known.unlinked_at is not null, known.seen_at)
                        """)
                .bind("linkId", link.linkId())
                .bind("instance", link.instance())
                .bind("accountId", link.accountId())
                .bind("idKey", Account.idKey(link.accountId()))
                .bind("login", link.login())
                .bind("loginKey", Account.loginKey(link.login()))
                .bind("user", link.user())
                .bind("linkedAt", ContributionStore.utc(link.linkedAt()))
                .bind(
                        "unlinkedAt",
                        link.unlinkedAt().map(ContributionStore::utc).orElse(null))
                .bind("at", ContributionStore.utc(link.occurredAt()))
                .execute();
    }

    /** The record of any link of a user says who the user is. */
    void savePerson(Transaction tx, IdentityChanged link) {
        tx.handle()
                .createUpdate("""
                        insert into insights.person as known (user_id, name, teams, seen_at)
                        values (:user, :name, :teams, :at)
                        on conflict (user_id) do update set
                            name = excluded.name, teams = excluded.teams, seen_at = excluded.seen_at
                        where (excluded.seen_at, excluded.name, excluded.teams)
                            > (known.seen_at, known.name, known.teams)
                        """)
                .bind("user", link.user())
                .bind("name", link.name())
                .bindArray("teams", String.class, link.teams())
                .bind("at", ContributionStore.utc(link.occurredAt()))
                .execute();
    }

    /**
     * A user.
     *
     * @param name display name
     */
    record Person(UUID user, String name) {}

    /** Those of the users who are members of the team. */
    List<Person> members(Transaction tx, String team, Collection<UUID> users) {
        return tx.handle()
                .createQuery("""
                        select user_id, name from insights.person
                        where user_id = any(:users) and :team = any(teams)
                        """)
                .bindArray("users", UUID.class, List.copyOf(users))
                .bind("team", team)
                .map((row, context) -> new Person(row.getObject("user_id", UUID.class), row.getString("name")))
                .list();
    }

    /**
     * An account that belongs to a user now.
     *
     * @param idKey as {@link Account#idKey}
     */
    record Linked(UUID user, String instance, String idKey, String login) {}

    /** The accounts of the users, in order. */
    List<Linked> accounts(Transaction tx, Collection<UUID> users) {
        return tx.handle()
                .createQuery("""
                        select user_id, instance, id_key, login from insights.identity_link
                        where user_id = any(:users) and unlinked_at is null
                        order by instance, id_key
                        """)
                .bindArray("users", UUID.class, List.copyOf(users))
                .map((row, context) -> new Linked(
                        row.getObject("user_id", UUID.class),
                        row.getString("instance"),
                        row.getString("id_key"),
                        row.getString("login")))
                .list();
    }

    private static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }
}
