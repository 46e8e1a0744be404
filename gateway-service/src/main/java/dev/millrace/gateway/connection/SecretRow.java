package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.forge_secret}. */
@Entity
@Table(schema = "gateway", name = "forge_secret")
class SecretRow {

    @Id
    private UUID id;

    @Column(name = "connection_id", nullable = false, updatable = false)
    private String connectionId;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, updatable = false)
    private Purpose purpose;

    @Column(nullable = false)
    private byte[] sealed;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "from_settings", nullable = false, updatable = false)
    private boolean fromSettings;

    @Column(name = "removed_at")
    private @Nullable Instant removedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected SecretRow() {}

    SecretRow(String connectionId, ConnectionSecret secret) {
        this.id = secret.id();
        this.connectionId = connectionId;
        this.purpose = secret.purpose();
        this.sealed = secret.bytes();
        this.createdAt = secret.createdAt();
        this.fromSettings = secret.fromSettings();
    }

    ConnectionSecret toSecret() {
        return ConnectionSecret.of(id, purpose, sealed, createdAt, fromSettings);
    }

    String connectionId() {
        return connectionId;
    }

    /** The ciphertext goes, too: a removed secret cannot be used again. */
    void remove(Instant at) {
        sealed = new byte[0];
        removedAt = at;
    }

    /** For {@link ConnectionStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<SecretRow, UUID> {}
}
