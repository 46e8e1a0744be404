package dev.millrace.gateway.authorization;

import dev.millrace.gateway.authorization.UserToken.Sealed;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Rows of {@code gateway.user_token}. */
@ApplicationScoped
class UserTokenStore {

    private static final String SELECT = """
            select instance, account_id, connection_id, access_sealed, expires_at, refresh_sealed, refresh_expires_at,
                   granted_at, refreshed_at
              from gateway.user_token
             where instance = :instance and account_id = :accountId and connection_id = :connectionId
            """;

    Optional<UserToken> find(Transaction tx, UserToken.Key key) {
        return select(tx, SELECT, key);
    }

    /** As {@link #find}; others that lock it wait until the transaction ends, and then see what it has stored. */
    Optional<UserToken> lock(Transaction tx, UserToken.Key key) {
        return select(tx, SELECT + " for update", key);
    }

    /** Stores the tokens in the place of those that the account has for the App. */
    void save(Transaction tx, UserToken token) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.user_token (instance, account_id, connection_id, access_sealed, expires_at,
                            refresh_sealed, refresh_expires_at, granted_at, refreshed_at)
                        values (:instance, :accountId, :connectionId, :access, :expiresAt, :refresh, :refreshExpiresAt,
                            :grantedAt, :refreshedAt)
                        on conflict (instance, account_id, connection_id) do update
                           set access_sealed = excluded.access_sealed, expires_at = excluded.expires_at,
                               refresh_sealed = excluded.refresh_sealed,
                               refresh_expires_at = excluded.refresh_expires_at,
                               granted_at = excluded.granted_at, refreshed_at = excluded.refreshed_at
                        """)
                .bind("instance", token.key().instance())
                .bind("accountId", token.key().accountId())
                .bind("connectionId", token.key().connectionId())
                .bind("access", token.access().bytes())
                .bindByType("expiresAt", token.expiresAt().orElse(null), Instant.class)
                .bindByType("refresh", token.refresh().map(Sealed::bytes).orElse(null), byte[].class)
                .bindByType("refreshExpiresAt", token.refreshExpiresAt().orElse(null), Instant.class)
                .bind("grantedAt", token.grantedAt())
                .bind("refreshedAt", token.refreshedAt())
                .execute();
    }

    /** Returns false if there were none. */
    boolean delete(Transaction tx, UserToken.Key key) {
        return tx.handle()
                        .createUpdate("""
                                delete from gateway.user_token
                                 where instance = :instance and account_id = :accountId and connection_id = :connectionId
                                """)
                        .bind("instance", key.instance())
                        .bind("accountId", key.accountId())
                        .bind("connectionId", key.connectionId())
                        .execute()
                > 0;
    }

    /** Deletes the tokens of an account that were granted before this time, for all Apps; returns how many. */
    int deleteGrantedBefore(Transaction tx, String instance, String accountId, Instant before) {
        return tx.handle()
                .createUpdate("""
                        delete from gateway.user_token
                         where instance = :instance and account_id = :accountId and granted_at < :before
                        """)
                .bind("instance", instance)
                .bind("accountId", accountId)
                .bind("before", before)
                .execute();
    }

    /** Deletes tokens that nothing can use any more: they have expired, or their connection was removed. */
    int deleteUnusable(Transaction tx, Instant now) {
        return tx.handle().createUpdate("""
                        delete from gateway.user_token as token
                         where token.refresh_expires_at < :now
                            or token.refresh_sealed is null and token.expires_at < :now
                            or exists (select 1 from gateway.forge_connection as removed
                                        where removed.id = token.connection_id and removed.removed_at is not null)
                        """).bind("now", now).execute();
    }

    private static Optional<UserToken> select(Transaction tx, String statement, UserToken.Key key) {
        return tx.handle()
                .createQuery(statement)
                .bind("instance", key.instance())
                .bind("accountId", key.accountId())
                .bind("connectionId", key.connectionId())
                .map((row, context) -> read(row))
                .findOne();
    }

    private static UserToken read(ResultSet row) throws SQLException {
        return new UserToken(
                new UserToken.Key(
                        row.getString("instance"), row.getString("account_id"), row.getString("connection_id")),
                new Sealed(row.getBytes("access_sealed")),
                time(row, "expires_at"),
                Optional.ofNullable(row.getBytes("refresh_sealed")).map(Sealed::new),
                time(row, "refresh_expires_at"),
                time(row, "granted_at").orElseThrow(),
                time(row, "refreshed_at").orElseThrow());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
