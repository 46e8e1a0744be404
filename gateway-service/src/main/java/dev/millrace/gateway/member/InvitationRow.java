package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.invitation}. */
@Entity
@Table(schema = "gateway", name = "invitation")
class InvitationRow {

    @Id
    private String id;

    @Column(nullable = false)
    private String team;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    @Column(name = "secret_sha256", nullable = false)
    private String secretSha256;

    @Column(name = "invited_by", nullable = false)
    private String invitedBy;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "expires_at", nullable = false)
    private Instant expiresAt;

    @Column(name = "accepted_by")
    private @Nullable UUID acceptedBy;

    @Column(name = "accepted_at")
    private @Nullable Instant acceptedAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected InvitationRow() {}

    InvitationRow(Invitation invitation) {
        this.id = invitation.id();
        this.team = invitation.team();
        this.role = invitation.role();
        this.secretSha256 = invitation.secretSha256();
        this.invitedBy = invitation.invitedBy();
        this.createdAt = invitation.createdAt();
        this.expiresAt = invitation.expiresAt();
        this.acceptedBy = invitation.acceptedBy().orElse(null);
        this.acceptedAt = invitation.acceptedAt().orElse(null);
        this.revokedAt = invitation.revokedAt().orElse(null);
    }

    Invitation toInvitation() {
        return new Invitation(
                id,
                team,
                role,
                secretSha256,
                invitedBy,
                createdAt,
                expiresAt,
                Optional.ofNullable(acceptedBy),
                Optional.ofNullable(acceptedAt),
                Optional.ofNullable(revokedAt));
    }

    void accept(UUID user, Instant at) {
        acceptedBy = user;
        acceptedAt = at;
    }

    void revoke(Instant at) {
        revokedAt = at;
    }

    /** For {@link InvitationStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<InvitationRow, String> {}
}
