package dev.millrace.gateway.team;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code gateway.team}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "team")
class TeamRow {

    @Id
    private String slug;

    @Column(nullable = false)
    private String name;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected TeamRow() {}

    Team toTeam() {
        return new Team(slug, name, createdAt);
    }

    /** For {@link TeamStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<TeamRow, String> {}
}
