package dev.millrace.gateway.user;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code gateway.identity_link}. By SQL: a row is locked in one statement and read in the next, which sees what was
 * committed while the first one waited.
 */
@ApplicationScoped
class IdentityLinkStore {

    private static final String SELECT = """
            select link.id, link.instance, link.account_id, link.login, link.user_id, link.linked_at, link.unlinked_at,
                   link.changed_at, person.name,
                   array(select team from gateway.member
                         where user_id = link.user_id order by team collate "C") as teams
            from gateway.identity_link link join gateway.app_user person on person.id = link.user_id
            """;

    /** Serializes what is published about a user until the transaction ends, also while the user has no link. */
    void lockUser(Transaction tx, UUID user) {
        tx.handle()
                .createQuery("select id from gateway.app_user where id = :user for no key update")
                .bind("user", user)
                .mapTo(UUID.class)
                .findOne();
    }

    /** Begins a link, not before the account's link before it has ended. Returns its id. */
    UUID begin(Transaction tx, Identity identity, Instant at) {
        return tx.handle()
                .createQuery("""
                        insert into gateway.identity_link
                            (id, instance, account_id, user_id, login, linked_at, changed_at)
                        select :id, :instance, :accountId, :user, :login, start_at, start_at
                        from (select greatest(:at, max(unlinked_at)) as start_at from gateway.identity_link
                              where instance = :instance and account_id = :accountId) as earliest
                        returning id
                        """)
                .bind("id", UUID.randomUUID())
                .bind("instance", identity.instance())
                .bind("accountId", identity.accountId())
                .bind("user", identity.user())
                .bind("login", identity.login())
                .bind("at", utc(at))
                .mapTo(UUID.class)
                .one();
    }

    /** Ends the link that lasts. Returns its id; empty if the account has none. */
    Optional<UUID> end(Transaction tx, String instance, String accountId, Instant at) {
        return tx.handle()
                .createQuery("""
                        update gateway.identity_link
                           set unlinked_at = greatest(:at, changed_at + interval '1 microsecond'),
                               changed_at = greatest(:at, changed_at + interval '1 microsecond')
                         where instance = :instance and account_id = :accountId and unlinked_at is null
                        returning id
                        """)
                .bind("instance", instance)
                .bind("accountId", accountId)
                .bind("at", utc(at))
                .mapTo(UUID.class)
                .findOne();
    }

    /** Marks all links of a user as changed, those that have ended included. */
    void touchOfUser(Transaction tx, UUID user, Instant at) {
        tx.handle().createUpdate("""
                        update gateway.identity_link
                           set changed_at = greatest(:at, changed_at + interval '1 microsecond')
                         where user_id = :user
                        """).bind("user", user).bind("at", utc(at)).execute();
    }

    Optional<IdentityLink> find(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery(SELECT + "where link.id = :id")
                .bind("id", id)
                .map((row, context) -> link(row))
                .findOne();
    }

    List<IdentityLink> listOfUser(Transaction tx, UUID user) {
        return tx.handle()
                .createQuery(SELECT + "where link.user_id = :user order by link.id")
                .bind("user", user)
                .map((row, context) -> link(row))
                .list();
    }

    /** All links; none of them can be changed until the transaction ends. */
    List<IdentityLink> lockAll(Transaction tx) {
        tx.handle()
                .createQuery("select id from gateway.identity_link order by id for update")
                .mapTo(UUID.class)
                .list();
        return tx.handle()
                .createQuery(SELECT + "order by link.id")
                .map((row, context) -> link(row))
                .list();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static IdentityLink link(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime unlinkedAt = row.getObject("unlinked_at", OffsetDateTime.class);
        return new IdentityLink(
                row.getObject("id", UUID.class),
                row.getString("instance"),
                row.getString("account_id"),
                row.getString("login"),
                row.getObject("user_id", UUID.class),
                row.getString("name"),
                List.of((String[]) row.getArray("teams").getArray()),
                row.getObject("linked_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(unlinkedAt).map(OffsetDateTime::toInstant),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }
}
