package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;
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
import java.util.UUID;

/** A row of {@code gateway.member}. */
@Entity
@Table(schema = "gateway", name = "member")
class MemberRow {

    @EmbeddedId
    private Key key;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    @Column(name = "joined_at", nullable = false)
    private Instant joinedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected MemberRow() {}

    MemberRow(Member member) {
        this.key = new Key(member.team(), member.user());
        this.role = member.role();
        this.joinedAt = member.joinedAt();
    }

    Member toMember() {
        return new Member(key.team(), key.userId(), role, joinedAt);
    }

    void changeRole(Role to) {
        role = to;
    }

    /** The primary key. */
    @Embeddable
    record Key(
            @Column(name = "team") String team,
            @Column(name = "user_id") UUID userId) {}

    /** For {@link MemberStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<MemberRow, Key> {}
}
