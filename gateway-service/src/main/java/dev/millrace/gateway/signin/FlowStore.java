package dev.millrace.gateway.signin;

import dev.millrace.gateway.signin.Flow.Purpose;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.browser_flow}. */
@ApplicationScoped
class FlowStore {

    void add(Transaction tx, Flow flow) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.browser_flow (state_sha256, browser_sha256, purpose, connection_id, user_id,
                            team, installation_id, invitation_sha256, expires_at)
                        values (:state, :browser, :purpose, :connectionId, cast(:user as uuid), :team, :installationId, :invitation,
                            :expiresAt)
                        """)
                .bind("state", flow.stateSha256())
                .bind("browser", flow.browserSha256())
                .bind("purpose", flow.purpose().name())
                .bind("connectionId", flow.connectionId())
                .bind("user", flow.user().orElse(null))
                .bind("team", flow.team().orElse(null))
                .bind("installationId", flow.installationId().orElse(null))
                .bind("invitation", flow.invitationSha256().orElse(null))
                .bind("expiresAt", flow.expiresAt())
                .execute();
    }

    /**
     * Removes the flow and returns it, so that a state is valid once; empty if this browser has not begun it, or it is over.
     *
     * @param ofInstallation whether the flow is at the page that installs the App, or at the one that authorizes it
     */
    Optional<Flow> take(Transaction tx, String stateSha256, String browserSha256, boolean ofInstallation, Instant now) {
        return tx.handle()
                .createQuery("""
                        delete from gateway.browser_flow
                         where state_sha256 = :state and browser_sha256 = :browser and expires_at > :now
                           and (purpose = 'INSTALL') = :ofInstallation
                        returning *
                        """)
                .bind("state", stateSha256)
                .bind("browser", browserSha256)
                .bind("now", now)
                .bind("ofInstallation", ofInstallation)
                .map((row, context) -> read(row))
                .findOne();
    }

    int deleteExpired(Transaction tx, Instant before) {
        return tx.handle()
                .createUpdate("delete from gateway.browser_flow where expires_at < :before")
                .bind("before", before)
                .execute();
    }

    private static Flow read(ResultSet row) throws SQLException {
        return new Flow(
                row.getString("state_sha256"),
                row.getString("browser_sha256"),
                Purpose.valueOf(row.getString("purpose")),
                row.getString("connection_id"),
                Optional.ofNullable(row.getObject("user_id", UUID.class)),
                Optional.ofNullable(row.getString("team")),
                Optional.ofNullable(row.getString("installation_id")),
                Optional.ofNullable(row.getString("invitation_sha256")),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
