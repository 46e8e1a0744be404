package dev.millrace.gateway.user;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code gateway.provider_account}. */
@Entity
@Table(schema = "gateway", name = "provider_account")
class ProviderAccountRow {

    @Id
    private UUID id;

    @Column(nullable = false)
    private String issuer;

    @Column(nullable = false)
    private String subject;

    @Column(name = "user_id", nullable = false)
    private UUID userId;

    @Column(name = "linked_at", nullable = false)
    private Instant linkedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected ProviderAccountRow() {}

    ProviderAccount toAccount() {
        return new ProviderAccount(id, issuer, subject, userId, linkedAt);
    }

    /** For {@link ProviderAccountStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ProviderAccountRow, UUID> {}
}
