package dev.millrace.gateway.repository;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who reads which repository, for pages that show it. */
@ApplicationScoped
class ShowStore {

    /**
     * A position in the list.
     *
     * @param fullName of the last repository of the page before
     * @param instance its forge
     */
    record Position(String fullName, String instance) {}

    /** Members of the team, in the order of their names; with a user, only that one. */
    List<ShownMember> members(Transaction tx, String team, Optional<UUID> only) {
        Map<UUID, ShownMember> members = new LinkedHashMap<>();
        tx.handle()
                .createQuery("""
                        select u.id, u.name, m.role, i.instance, i.account_id, i.login
                          from gateway.member m
                          join gateway.app_user u on u.id = m.user_id
                          left join gateway.identity i on i.user_id = m.user_id
                         where m.team = :team and (:user::uuid is null or m.user_id = :user::uuid)
                         order by u.name, u.id, i.instance
                        """)
                .bind("team", team)
                .bind("user", only.orElse(null))
                .map((row, context) -> member(row))
                .forEach(member -> members.merge(member.user(), member, ShowStore::joined));
        return List.copyOf(members.values());
    }

    /**
     * A page of the repositories of the team, in byte order of their names, each with linked accounts that may read it.
     *
     * @param only a user: only repositories that an account of the user may read
     */
    List<ShownRepository> repositories(
            Transaction tx, String team, Optional<Position> after, Optional<UUID> only, int limit) {
        return tx.handle()
                .createQuery("""
                        select r.*, linked.accounts
                          from gateway.reading_repository r
                         cross join lateral (
                               select coalesce(array_agg(c.account_id), '{}') as accounts
                                 from gateway.repository_reader c
                                 join gateway.identity i on i.instance = c.instance and i.account_id = c.account_id
                                 join gateway.member m on m.user_id = i.user_id and m.team = r.team
                                where c.team = r.team and c.instance = r.instance and c.repository_id = r.repository_id) linked
                         where r.team = :team and r.covered
                           and (:name::text is null
                                or (r.full_name collate "C", r.instance) > (:name::text collate "C", :instance::text))
                           and (:user::uuid is null or exists (
                                select from gateway.identity own
                                 where own.user_id = :user::uuid and own.instance = r.instance
                                   and (not r.private or own.account_id = any(linked.accounts))))
                         order by r.full_name collate "C", r.instance
                         limit :limit
                        """)
                .bind("team", team)
                .bind("name", after.map(Position::fullName).orElse(null))
                .bind("instance", after.map(Position::instance).orElse(null))
                .bind("user", only.orElse(null))
                .bind("limit", limit)
                .map((row, context) -> repository(row))
                .list();
    }

    private static ShownMember member(ResultSet row) throws SQLException {
        String instance = row.getString("instance");
        return new ShownMember(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("role").equals("OWNER"),
                instance == null
                        ? List.of()
                        : List.of(new ShownMember.Account(
                                instance, row.getString("account_id"), row.getString("login"))));
    }

    private static ShownMember joined(ShownMember one, ShownMember other) {
        List<ShownMember.Account> accounts = new ArrayList<>(one.accounts());
        accounts.addAll(other.accounts());
        return new ShownMember(one.user(), one.name(), one.isOwner(), accounts);
    }

    private static ShownRepository repository(ResultSet row) throws SQLException {
        return new ShownRepository(
                row.getString("instance"),
                row.getString("repository_id"),
                row.getString("full_name"),
                row.getBoolean("private"),
                Optional.ofNullable(row.getObject("checked_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("problem")),
                Set.of((String[]) row.getArray("accounts").getArray()));
    }
}
