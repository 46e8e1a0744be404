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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.member}. */
@Entity
@Table(schema = "gateway", name = "member")
class MemberRow {

    @EmbeddedId
    private Key key;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    @Enumerated(EnumType.STRING)
    @Column(name = "granted_role")
    private @Nullable Role grantedRole;

    @Enumerated(EnumType.STRING)
    @Column(name = "group_role")
    private @Nullable Role groupRole;

    @Column(name = "joined_at", nullable = false)
    private Instant joinedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected MemberRow() {}

    MemberRow(Member member) {
        this.key = new Key(member.team(), member.user());
        this.role = member.role();
        this.grantedRole = member.granted().orElse(null);
        this.groupRole = member.byGroup().orElse(null);
        this.joinedAt = member.joinedAt();
    }

    /** Without groups the role is the granted one: rows of earlier versions state nothing else. */
    Member toMember() {
        return groupRole == null
                ? Member.granted(key.team(), key.userId(), role, joinedAt)
                : new Member(
                        key.team(), key.userId(), Optional.ofNullable(grantedRole), Optional.of(groupRole), joinedAt);
    }

    void change(Member to) {
        role = to.role();
        grantedRole = to.granted().orElse(null);
        groupRole = to.byGroup().orElse(null);
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
