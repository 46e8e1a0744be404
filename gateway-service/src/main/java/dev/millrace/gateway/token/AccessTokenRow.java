package dev.millrace.gateway.token;

import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.access_token}. */
@Entity
@Table(schema = "gateway", name = "access_token")
class AccessTokenRow {

    @Id
    private String id;

    @Column(nullable = false)
    private String sha256;

    @Column(nullable = false)
    private String team;

    @Column(name = "user_id")
    private @Nullable UUID userId;

    @Column(nullable = false)
    private String owner;

    @Column(nullable = false)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    /** Wire names with a space between them. */
    @Column(nullable = false)
    private String scopes;

    @Column(nullable = false)
    private int revision;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "changed_at", nullable = false)
    private Instant changedAt;

    @Column(name = "expires_at", nullable = false)
    private Instant expiresAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    @Column(name = "last_used_at")
    private @Nullable Instant lastUsedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AccessTokenRow() {}

    AccessTokenRow(AccessToken token) {
        this.id = token.id();
        this.sha256 = token.sha256();
        this.team = token.team();
        this.userId = token.user().orElse(null);
        this.owner = token.owner();
        this.name = token.name();
        this.role = token.role();
        this.scopes = token.granted().stream().map(Scope::wireName).sorted().collect(Collectors.joining(" "));
        this.revision = token.revision();
        this.createdAt = token.createdAt();
        this.changedAt = token.changedAt();
        this.expiresAt = token.expiresAt();
        this.revokedAt = token.revokedAt().orElse(null);
        this.lastUsedAt = token.lastUsedAt().orElse(null);
    }

    AccessToken toToken() {
        return new AccessToken(
                id,
                sha256,
                team,
                Optional.ofNullable(userId),
                owner,
                name,
                role,
                granted(),
                revision,
                createdAt,
                changedAt,
                expiresAt,
                Optional.ofNullable(revokedAt),
                Optional.ofNullable(lastUsedAt));
    }

    private Set<Scope> granted() {
        return Arrays.stream(scopes.split(" ", -1))
                .flatMap(wireName -> Scope.find(wireName).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    void revoke(Instant at) {
        revokedAt = change(at);
    }

    void changeRole(Role to, Instant at) {
        role = to;
        change(at);
    }

    /** Dated after the change before even if the clock is behind: consumers ignore events older than the one they know. */
    private Instant change(Instant at) {
        changedAt = at.isAfter(changedAt) ? at : changedAt.plusNanos(1_000);
        revision++;
        return changedAt;
    }

    /** For {@link AccessTokenStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AccessTokenRow, String> {}
}
