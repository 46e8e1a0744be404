package dev.millrace.gateway.user;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code gateway.app_user}. */
@Entity
@Table(schema = "gateway", name = "app_user")
class UserRow {

    @Id
    private UUID id;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false)
    private boolean administrator;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected UserRow() {}

    UserRow(User user) {
        this.id = user.id();
        this.name = user.name();
        this.administrator = user.administrator();
        this.createdAt = user.createdAt();
    }

    User toUser() {
        return new User(id, name, administrator, createdAt);
    }

    void changeAdministrator(boolean to) {
        administrator = to;
    }

    /** For {@link UserStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<UserRow, UUID> {}
}
