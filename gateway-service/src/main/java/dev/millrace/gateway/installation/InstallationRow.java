package dev.millrace.gateway.installation;

import dev.millrace.gateway.installation.Installation.State;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.installation}. */
@Entity
@Table(schema = "gateway", name = "installation")
class InstallationRow {

    @EmbeddedId
    private Key key;

    @Column(name = "account_id", nullable = false, updatable = false)
    private String accountId;

    @Column(name = "account_login", nullable = false)
    private String accountLogin;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private State state;

    @Column
    private @Nullable String team;

    @Column(nullable = false)
    private int revision;

    @Column(name = "updated_at", nullable = false)
    private Instant updatedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected InstallationRow() {}

    InstallationRow(Installation installation) {
        key = new Key(installation.instance(), installation.id());
        accountId = installation.accountId();
        accountLogin = installation.accountLogin();
        state = installation.state();
        team = installation.team().orElse(null);
        revision = installation.revision();
        updatedAt = installation.updatedAt();
    }

    /** Copies everything except the key and the account, which never change. */
    void update(Installation installation) {
        accountLogin = installation.accountLogin();
        state = installation.state();
        team = installation.team().orElse(null);
        revision = installation.revision();
        updatedAt = installation.updatedAt();
    }

    Installation toInstallation() {
        return new Installation(
                key.instance(),
                key.installationId(),
                accountId,
                accountLogin,
                state,
                Optional.ofNullable(team),
                revision,
                updatedAt);
    }

    /** The primary key. */
    @Embeddable
    record Key(
            @Column(name = "instance") String instance,
            @Column(name = "installation_id") String installationId) {}

    /** For {@link InstallationStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<InstallationRow, Key> {}
}
