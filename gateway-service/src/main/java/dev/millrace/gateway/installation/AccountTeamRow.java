package dev.millrace.gateway.installation;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code gateway.account_team}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "account_team")
class AccountTeamRow {

    @EmbeddedId
    @SuppressWarnings("UnusedVariable") // queries read it
    private Key key;

    @Column(nullable = false)
    private String team;

    @Column(name = "linked_at", nullable = false)
    private Instant linkedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AccountTeamRow() {}

    AccountTeamRow(Key key, String team, Instant linkedAt) {
        this.key = key;
        this.team = team;
        this.linkedAt = linkedAt;
    }

    String team() {
        return team;
    }

    /** The primary key. */
    @Embeddable
    record Key(
            @Column(name = "instance") String instance,
            @Column(name = "account_id") String accountId) {}

    /** For {@link InstallationStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AccountTeamRow, Key> {}
}
