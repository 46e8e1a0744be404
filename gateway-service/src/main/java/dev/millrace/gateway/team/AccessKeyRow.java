package dev.millrace.gateway.team;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.HexFormat;

/** A row of {@code gateway.access_key}. */
@Entity
@Table(schema = "gateway", name = "access_key")
class AccessKeyRow extends KeyRow<AccessKey> {

    @Column(name = "public_key_pem", nullable = false)
    private String publicKeyPem;

    @Column(nullable = false)
    private byte[] fingerprint;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AccessKeyRow() {}

    @Override
    AccessKey toKey() {
        return new AccessKey(
                id(), team(), name(), publicKeyPem, HexFormat.of().formatHex(fingerprint), createdAt(), revokedAt());
    }

    /** For {@link AccessKeyStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AccessKeyRow, String> {}
}
