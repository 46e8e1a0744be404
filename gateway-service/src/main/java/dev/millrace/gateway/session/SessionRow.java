package dev.millrace.gateway.session;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.session}. */
@Entity
@Table(schema = "gateway", name = "session")
class SessionRow {

    @Id
    private UUID id;

    @Column(nullable = false)
    private String sha256;

    @Column(name = "user_id")
    private @Nullable UUID userId;

    @Column(name = "token_id")
    private @Nullable String tokenId;

    @Column
    private @Nullable String team;

    @Column(nullable = false)
    private String client;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "expires_at", nullable = false)
    private Instant expiresAt;

    @Column(name = "revoked_at")
    @SuppressWarnings("UnusedVariable") // queries read it
    private @Nullable Instant revokedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected SessionRow() {}

    SessionRow(Session session) {
        this.id = session.id();
        this.sha256 = session.sha256();
        this.userId = session.user().orElse(null);
        this.tokenId = session.tokenId().orElse(null);
        this.team = session.team().orElse(null);
        this.client = session.client();
        this.createdAt = session.createdAt();
        this.expiresAt = session.expiresAt();
    }

    Session toSession() {
        return new Session(
                id,
                sha256,
                Optional.ofNullable(userId),
                Optional.ofNullable(tokenId),
                Optional.ofNullable(team),
                client,
                createdAt,
                expiresAt);
    }

    void revoke(Instant at) {
        revokedAt = at;
    }

    void changeTeam(String to) {
        team = to;
    }

    /** For {@link SessionStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<SessionRow, UUID> {}
}
