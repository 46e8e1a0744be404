package dev.millrace.gateway.team;

import dev.millrace.events.access.SigningKeyChanged.Kind;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;

/** A row of {@code gateway.signing_key}. */
@Entity
@Table(schema = "gateway", name = "signing_key")
class SigningKeyRow extends KeyRow<SigningKey> {

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Kind kind;

    @Column(name = "public_key", nullable = false)
    private String publicKey;

    @Column(nullable = false)
    private String fingerprint;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected SigningKeyRow() {}

    @Override
    SigningKey toKey() {
        return new SigningKey(
                id(), team().orElseThrow(), name(), kind, publicKey, fingerprint, createdAt(), revokedAt());
    }

    /** For {@link SigningKeyStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<SigningKeyRow, String> {}
}
