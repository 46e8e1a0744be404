package dev.millrace.gateway.manifest;

import dev.millrace.forge.ForgeHost;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.app_manifest}. */
@ApplicationScoped
class PendingAppStore {

    void add(Transaction tx, PendingApp app) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.app_manifest (state_sha256, instance, api_url, web_url, team, user_id, actor,
                            expires_at)
                        values (:state, :instance, :apiUrl, :webUrl, :team, cast(:user as uuid), :actor, :expiresAt)
                        """)
                .bind("state", app.stateSha256())
                .bind("instance", app.host().instance())
                .bind("apiUrl", app.host().apiUrl().toString())
                .bind("webUrl", app.host().webUrl().toString())
                .bind("team", app.team().orElse(null))
                .bind("user", app.user().orElse(null))
                .bind("actor", app.actor())
                .bind("expiresAt", app.expiresAt())
                .execute();
    }

    /** The registration of this state; two transactions never have it at once. */
    Optional<PendingApp> lock(Transaction tx, String stateSha256, Instant now) {
        return tx.handle()
                .createQuery("""
                        select * from gateway.app_manifest where state_sha256 = :state and expires_at > :now for update
                        """)
                .bind("state", stateSha256)
                .bind("now", now)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Under {@link #lock}. */
    void delete(Transaction tx, String stateSha256) {
        tx.handle()
                .createUpdate("delete from gateway.app_manifest where state_sha256 = :state")
                .bind("state", stateSha256)
                .execute();
    }

    int deleteExpired(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("delete from gateway.app_manifest where expires_at < :before")
                .bind("before", before)
                .execute();
    }

    private static PendingApp read(ResultSet row) throws SQLException {
        return new PendingApp(
                row.getString("state_sha256"),
                new ForgeHost(
                        row.getString("instance"),
                        URI.create(row.getString("api_url")),
                        URI.create(row.getString("web_url"))),
                Optional.ofNullable(row.getString("team")),
                Optional.ofNullable(row.getObject("user_id", UUID.class)),
                row.getString("actor"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
