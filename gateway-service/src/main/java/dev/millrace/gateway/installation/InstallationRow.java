package dev.millrace.gateway.installation;

import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.RepositorySelection;
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
    @Column(name = "account_type", nullable = false)
    private AccountType accountType;

    @Enumerated(EnumType.STRING)
    @Column(name = "repository_selection", nullable = false)
    private RepositorySelection repositorySelection;

    @Column(nullable = false)
    private String permissions;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private State state;

    @Column(name = "suspended_at")
    private @Nullable Instant suspendedAt;

    @Column
    private @Nullable String team;

    @Column(name = "state_as_of")
    private @Nullable Instant stateAsOf;

    @Column(name = "name_as_of")
    private @Nullable Instant nameAsOf;

    @Column(name = "connection_id")
    private @Nullable String connectionId;

    @Column(nullable = false)
    private int revision;

    @Column(name = "updated_at", nullable = false)
    private Instant updatedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected InstallationRow() {}

    InstallationRow(Installation installation) {
        key = new Key(installation.instance(), installation.id());
        accountId = installation.account().id();
        update(installation);
    }

    /** Copies everything except the key and the number of the account, which never change. */
    final void update(Installation installation) {
        accountLogin = installation.account().login();
        accountType = installation.account().type();
        repositorySelection = installation.scope().selection();
        permissions = installation.scope().permissionLines();
        state = installation.state();
        suspendedAt = installation.suspendedAt().orElse(null);
        team = installation.team().orElse(null);
        stateAsOf = installation.reports().stateAsOf().orElse(null);
        nameAsOf = installation.reports().nameAsOf().orElse(null);
        connectionId = installation.reports().connectionId().orElse(null);
        revision = installation.revision();
        updatedAt = installation.updatedAt();
    }

    Installation toInstallation() {
        return new Installation(
                key.instance(),
                key.installationId(),
                new Account(accountId, accountLogin, accountType),
                InstallationScope.stored(repositorySelection, permissions),
                state,
                Optional.ofNullable(suspendedAt),
                Optional.ofNullable(team),
                new Reports(
                        Optional.ofNullable(stateAsOf),
                        Optional.ofNullable(nameAsOf),
                        Optional.ofNullable(connectionId)),
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
