package dev.millrace.gateway.member;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code gateway.member}. */
@ApplicationScoped
class MemberStore {

    private final MemberRow.Rows rows;

    MemberStore(MemberRow.Rows rows) {
        this.rows = rows;
    }

    /**
     * Serializes changes of the members of a team until the transaction ends, so that one owner remains. What was read before
     * may have changed while this waited for the lock, so the session drops it and reads it again.
     *
     * @return false if there is no such team
     */
    boolean lockTeam(Transaction tx, String team) {
        boolean exists = tx.handle()
                .createQuery("select slug from gateway.team where slug = :team for update")
                .bind("team", team)
                .mapTo(String.class)
                .findOne()
                .isPresent();
        rows.getSession().clear();
        return exists;
    }

    Optional<Member> find(Transaction tx, String team, UUID user) {
        return rows.findByIdOptional(new MemberRow.Key(team, user)).map(MemberRow::toMember);
    }

    List<Member> list(Transaction tx, String team) {
        return rows.list("key.team = ?1 order by joinedAt, key.userId", team).stream()
                .map(MemberRow::toMember)
                .toList();
    }

    List<Member> listOfUser(Transaction tx, UUID user) {
        return rows.list("key.userId = ?1 order by key.team", user).stream()
                .map(MemberRow::toMember)
                .toList();
    }

    long countOwners(Transaction tx, String team) {
        return rows.count("key.team = ?1 and role = ?2", team, Role.OWNER);
    }

    /** Under {@link #lockTeam}. */
    void save(Transaction tx, Member member) {
        rows.findByIdOptional(new MemberRow.Key(member.team(), member.user()))
                .ifPresentOrElse(row -> row.change(member), () -> rows.persist(new MemberRow(member)));
        rows.flush();
    }

    /** Under {@link #lockTeam}. */
    void delete(Transaction tx, Member member) {
        rows.deleteById(new MemberRow.Key(member.team(), member.user()));
        rows.flush();
    }

    /** The roles that groups at other providers map to; those of former versions, which did not record the provider, are not among them. */
    List<Role> groupRolesElsewhere(Transaction tx, String team, UUID user, String issuer) {
        return tx.handle()
                .createQuery("""
                        select role from gateway.member_group_role
                         where team = :team and user_id = :user and issuer <> :issuer
                        """)
                .bind("team", team)
                .bind("user", user)
                .bind("issuer", issuer)
                .mapTo(Role.class)
                .list();
    }

    /** Under {@link #lockTeam}, and after the member was saved; with the member these rows are deleted. */
    void saveGroupRole(Transaction tx, String team, UUID user, String issuer, Optional<Role> role) {
        role.ifPresentOrElse(
                given -> tx.handle()
                        .createUpdate("""
                                insert into gateway.member_group_role (team, user_id, issuer, role)
                                values (:team, :user, :issuer, :role)
                                on conflict (team, user_id, issuer) do update set role = excluded.role
                                """)
                        .bind("team", team)
                        .bind("user", user)
                        .bind("issuer", issuer)
                        .bind("role", given.name())
                        .execute(),
                () -> tx.handle()
                        .createUpdate("""
                                delete from gateway.member_group_role
                                 where team = :team and user_id = :user and issuer = :issuer
                                """)
                        .bind("team", team)
                        .bind("user", user)
                        .bind("issuer", issuer)
                        .execute());
    }
}
