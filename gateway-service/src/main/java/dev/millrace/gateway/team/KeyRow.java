package dev.millrace.gateway.team;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The common part of the rows of all kinds of keys. The fields of a row are changed only here. */
@MappedSuperclass
abstract class KeyRow<K extends TeamKey> {

    @Id
    private String id;

    @Column
    private @Nullable String team;

    @Column(nullable = false)
    private String name;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected KeyRow() {}

    abstract K toKey();

    String id() {
        return id;
    }

    Optional<String> team() {
        return Optional.ofNullable(team);
    }

    String name() {
        return name;
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> revokedAt() {
        return Optional.ofNullable(revokedAt);
    }

    /**
     * Revokes the key, dated no earlier than its creation even if the clock is behind: consumers ignore events older than
     * the one they know. A key that was revoked before keeps its time.
     */
    void revoke(Instant at) {
        if (revokedAt == null) {
            revokedAt = at.isBefore(createdAt) ? createdAt : at;
        }
    }
}
