package dev.millrace.gateway.user;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code gateway.identity}. */
@Entity
@Table(schema = "gateway", name = "identity")
class IdentityRow {

    @EmbeddedId
    private Key key;

    @Column(name = "user_id", nullable = false)
    private UUID userId;

    @Column(nullable = false)
    private String login;

    @Column(name = "linked_at", nullable = false)
    private Instant linkedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected IdentityRow() {}

    Identity toIdentity() {
        return new Identity(key.instance(), key.accountId(), login, userId, linkedAt);
    }

    void rename(String to) {
        login = to;
    }

    /** Its primary key. */
    @Embeddable
    record Key(
            @Column(nullable = false) String instance,
            @Column(name = "account_id", nullable = false) String accountId) {}

    /** For {@link UserStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<IdentityRow, Key> {}
}
