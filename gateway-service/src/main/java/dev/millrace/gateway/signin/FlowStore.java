package dev.millrace.gateway.signin;

import dev.millrace.gateway.signin.Flow.Page;
import dev.millrace.gateway.signin.Flow.Purpose;
import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code gateway.browser_flow}. */
@ApplicationScoped
class FlowStore {

    void add(Transaction tx, Flow flow) {
        tx.handle()
                .createUpdate("""
                        insert into gateway.browser_flow (state_sha256, browser_sha256, purpose, connection_id, issuer, user_id,
                            team, installation_id, invitation_sha256, expires_at)
                        values (:state, :browser, :purpose, :connectionId, :issuer, cast(:user as uuid), :team, :installationId,
                            :invitation, :expiresAt)
                        """)
                .bind("state", flow.stateSha256())
                .bind("browser", flow.browserSha256())
                .bind("purpose", flow.purpose().name())
                .bind("connectionId", flow.site() instanceof Flow.App(String id) ? id : null)
                .bind("issuer", flow.site() instanceof Flow.Provider(String issuer) ? issuer : null)
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
     * @param page which page the browser comes back from
     */
    Optional<Flow> take(Transaction tx, String stateSha256, String browserSha256, Page page, Instant now) {
        return tx.handle()
                .createQuery("""
                        delete from gateway.browser_flow
                         where state_sha256 = :state and browser_sha256 = :browser and expires_at > :now
                           and case when issuer is not null then 'PROVIDER'
                                    when purpose = 'INSTALL' then 'INSTALL'
                                    else 'AUTHORIZE' end = :page
                        returning *
                        """)
                .bind("state", stateSha256)
                .bind("browser", browserSha256)
                .bind("now", now)
                .bind("page", page.name())
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
        @Nullable String issuer = row.getString("issuer");
        return new Flow(
                row.getString("state_sha256"),
                row.getString("browser_sha256"),
                Purpose.valueOf(row.getString("purpose")),
                issuer == null ? new Flow.App(row.getString("connection_id")) : new Flow.Provider(issuer),
                Optional.ofNullable(row.getObject("user_id", UUID.class)),
                Optional.ofNullable(row.getString("team")),
                Optional.ofNullable(row.getString("installation_id")),
                Optional.ofNullable(row.getString("invitation_sha256")),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
