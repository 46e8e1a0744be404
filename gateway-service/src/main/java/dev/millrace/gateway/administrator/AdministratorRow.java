package dev.millrace.gateway.administrator;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** The only row of {@code gateway.administrator}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "administrator")
class AdministratorRow {

    static final Short ID = 1;

    @Id
    private Short id;

    @Column(name = "token_sha256", nullable = false)
    private byte[] tokenSha256;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AdministratorRow() {}

    byte[] tokenSha256() {
        return tokenSha256;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** For {@link AdministratorStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AdministratorRow, Short> {}
}
