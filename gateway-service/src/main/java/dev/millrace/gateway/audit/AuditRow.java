package dev.millrace.gateway.audit;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.audit}. */
@Entity
@Immutable
@Table(schema = "gateway", name = "audit")
class AuditRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false)
    private Instant at;

    @Column(name = "user_id")
    private @Nullable UUID userId;

    @Column(nullable = false)
    private String actor;

    @Column
    private @Nullable String team;

    @Column(nullable = false)
    private String action;

    @Column(nullable = false)
    private String subject;

    @Column(name = "before_value")
    private @Nullable String before;

    @Column(name = "after_value")
    private @Nullable String after;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AuditRow() {}

    AuditRow(Instant at, Actor actor, Optional<String> team, Change change) {
        this.at = at;
        this.userId = actor.user().orElse(null);
        this.actor = actor.name();
        this.team = team.orElse(null);
        this.action = change.action();
        this.subject = change.subject();
        this.before = change.before().orElse(null);
        this.after = change.after().orElse(null);
    }

    Entry toEntry() {
        return new Entry(
                id == null ? 0 : id,
                at,
                Optional.ofNullable(userId),
                actor,
                Optional.ofNullable(team),
                new Change(action, subject, Optional.ofNullable(before), Optional.ofNullable(after)));
    }

    /** For {@link AuditStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<AuditRow, Long> {}
}
