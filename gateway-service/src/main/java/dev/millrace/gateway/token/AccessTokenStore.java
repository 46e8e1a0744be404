package dev.millrace.gateway.token;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Role;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Rows of {@code gateway.access_token}. */
@ApplicationScoped
class AccessTokenStore {

    private static final String ACTIVE = "revokedAt is null and expiresAt > ?1";

    private final AccessTokenRow.Rows rows;

    AccessTokenStore(AccessTokenRow.Rows rows) {
        this.rows = rows;
    }

    /** Serializes the creation of tokens of a team, so that they can be counted. */
    void lockTeam(Transaction tx, String team) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('gateway.access_token'), hashtext(:team))")
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    /** The role of the user in the team, which cannot change until the transaction ends. */
    Optional<Role> lockRole(Transaction tx, String team, UUID user) {
        return tx.handle()
                .createQuery("select role from gateway.member where team = :team and user_id = :user for share")
                .bind("team", team)
                .bind("user", user)
                .mapTo(String.class)
                .findOne()
                .map(Role::valueOf);
    }

    void add(Transaction tx, AccessToken token) {
        rows.persistAndFlush(new AccessTokenRow(token));
    }

    long countActive(Transaction tx, String team, Instant now) {
        return rows.count(ACTIVE + " and team = ?2", now, team);
    }

    Optional<AccessToken> findActive(Transaction tx, String sha256, Instant now) {
        return rows.find(ACTIVE + " and sha256 = ?2", now, sha256)
                .firstResultOptional()
                .map(AccessTokenRow::toToken);
    }

    Optional<AccessToken> findActiveById(Transaction tx, String id, Instant now) {
        return rows.find(ACTIVE + " and id = ?2", now, id).firstResultOptional().map(AccessTokenRow::toToken);
    }

    Optional<AccessToken> find(Transaction tx, String team, String id) {
        return rows.find("team = ?1 and id = ?2", team, id)
                .firstResultOptional()
                .map(AccessTokenRow::toToken);
    }

    /**
     * Tokens of the team that are not revoked, in the order of their last use.
     *
     * @param user whose alone; empty for all
     * @param after the one that they follow; empty for the first
     */
    List<AccessToken> list(Transaction tx, String team, Optional<UUID> user, Optional<AccessToken> after, int most) {
        var parameters = Parameters.with("team", team).and("never", Instant.EPOCH);
        var where = new StringBuilder("revokedAt is null and team = :team");
        user.ifPresent(owner -> {
            where.append(" and userId = :user");
            parameters.and("user", owner);
        });
        after.ifPresent(last -> {
            where.append("""
                     and (coalesce(lastUsedAt, :never) < :usedAt
                        or coalesce(lastUsedAt, :never) = :usedAt
                            and (createdAt < :createdAt or createdAt = :createdAt and id > :id))
                    """);
            parameters
                    .and("usedAt", last.lastUsedAt().orElse(Instant.EPOCH))
                    .and("createdAt", last.createdAt())
                    .and("id", last.id());
        });
        return rows
                .find(where + " order by coalesce(lastUsedAt, :never) desc, createdAt desc, id", parameters)
                .page(0, most)
                .list()
                .stream()
                .map(AccessTokenRow::toToken)
                .toList();
    }

    /** Every active token; none of them can be changed until the transaction ends. */
    List<AccessToken> lockActive(Transaction tx, Instant now) {
        return rows.find(ACTIVE + " order by id", now).withLock(LockModeType.PESSIMISTIC_WRITE).list().stream()
                .map(AccessTokenRow::toToken)
                .toList();
    }

    /** Revokes an active token of the team; empty if there is none of this id. */
    Optional<AccessToken> revoke(Transaction tx, String team, String id, Instant at) {
        return change(row -> row.revoke(at), "revokedAt is null and team = ?1 and id = ?2", team, id).stream()
                .findFirst();
    }

    /** Revokes the tokens that the user has for the team. */
    List<AccessToken> revokeOfUser(Transaction tx, String team, UUID user, Instant at) {
        return change(row -> row.revoke(at), "revokedAt is null and team = ?1 and userId = ?2", team, user);
    }

    /** Gives the tokens that the user has for the team another role. */
    List<AccessToken> changeRoleOfUser(Transaction tx, String team, UUID user, Role role, Instant at) {
        return change(row -> row.changeRole(role, at), ACTIVE + " and team = ?2 and userId = ?3", at, team, user);
    }

    /** Changes what the query finds. The rows are flushed, so that they are locked before any event is added. */
    private List<AccessToken> change(Consumer<AccessTokenRow> change, String query, Object... parameters) {
        List<AccessTokenRow> found = rows.find(query + " order by id", parameters)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
        found.forEach(change);
        rows.flush();
        return found.stream().map(AccessTokenRow::toToken).toList();
    }

    /**
     * Records when tokens were used, by their hash; unknown ones are ignored. By SQL: it must not wait for, or repeat, changes
     * of the row.
     */
    void saveUses(Transaction tx, Map<String, Instant> uses) {
        PreparedBatch batch = tx.handle().prepareBatch("""
                update gateway.access_token
                   set last_used_at = :at
                 where sha256 = :sha256 and revoked_at is null and (last_used_at is null or last_used_at < :at)
                """);
        uses.forEach((sha256, at) -> batch.bind("sha256", sha256).bind("at", at).add());
        batch.execute();
    }
}
