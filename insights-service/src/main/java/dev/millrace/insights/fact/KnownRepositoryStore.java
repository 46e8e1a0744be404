package dev.millrace.insights.fact;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is known about repositories, here and at their forges. Saving keeps the greatest version in a total order, so it
 * gives the same rows in whatever order it is called.
 */
@Singleton
final class KnownRepositoryStore {

    /**
     * Ids of a repository and of the team's others that follow the same upstream: what is known from one of them about the
     * upstream's commits and builds holds for all.
     */
    static final String SAME_UPSTREAM = """
            select id from insights.repository
            where id = :id or (team = :team and upstream_key = nullif(:forgeKey, ''))
            """;

    /** The keys of what is known from outside: that of the upstream, and those under which the team itself reports. */
    List<String> keys(Transaction tx, KnownRepository repository) {
        Stream<String> reported = tx
                .handle()
                .createQuery(SAME_UPSTREAM)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("forgeKey", repository.upstreamKey().orElse(""))
                .mapTo(UUID.class)
                .list()
                .stream()
                .map(id -> ForgeRepository.OURS + ":" + id);
        return Stream.concat(repository.upstreamKey().stream(), reported).toList();
    }

    /** Returns whether the repository was not known, or known with another team, name or upstream. */
    boolean save(Transaction tx, KnownRepository repository, Instant at) {
        return tx.handle()
                .createQuery("""
                        with before as (
                            select team, name, upstream_key from insights.repository where id = :id
                        )
                        insert into insights.repository as known (id, team, name, upstream_key, seen_at)
                        values (:id, :team, :name, :upstreamKey, :at)
                        on conflict (id) do update set
                            team = excluded.team, name = excluded.name,
                            upstream_key = excluded.upstream_key, seen_at = excluded.seen_at
                        where (excluded.seen_at, excluded.team collate "C", excluded.name collate "C",
                               coalesce(excluded.upstream_key, '') collate "C")
                            > (known.seen_at, known.team collate "C", known.name collate "C",
                               coalesce(known.upstream_key, '') collate "C")
                        returning not exists (
                            select 1 from before
                            where before.team = known.team and before.name = known.name
                              and before.upstream_key is not distinct from known.upstream_key) as is_other
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("name", repository.name())
                .bind("upstreamKey", repository.upstreamKey().orElse(null))
                .bind("at", FactStore.utc(at))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    /** Keeps the newest report about a repository at its forge; returns whether it names another default branch than before. */
    boolean saveAtForge(Transaction tx, String forgeKey, ForgeRepositoryFact fact, Instant at) {
        Optional<String> before = findAtForge(tx, forgeKey).map(ForgeRepositoryFact::defaultBranch);
        int saved = tx.handle()
                .createUpdate("""
                        insert into insights.forge_repository as known
                            (forge_key, full_name, default_branch, archived, deleted, seen_at)
                        values (:forgeKey, :fullName, :defaultBranch, :archived, :deleted, :at)
                        on conflict (forge_key) do update set
                            full_name = excluded.full_name, default_branch = excluded.default_branch,
                            archived = excluded.archived, deleted = excluded.deleted, seen_at = excluded.seen_at
                        where (excluded.seen_at, excluded.deleted, excluded.archived,
                               excluded.full_name collate "C", excluded.default_branch collate "C")
                            > (known.seen_at, known.deleted, known.archived,
                               known.full_name collate "C", known.default_branch collate "C")
                        """)
                .bind("forgeKey", forgeKey)
                .bind("fullName", fact.fullName())
                .bind("defaultBranch", fact.defaultBranch())
                .bind("archived", fact.archived())
                .bind("deleted", fact.deleted())
                .bind("at", FactStore.utc(at))
                .execute();
        return saved > 0 && !before.equals(Optional.of(fact.defaultBranch()));
    }

    Optional<KnownRepository> find(Transaction tx, String team, String name) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, upstream_key from insights.repository
                        where team = :team and name = :name
                        order by seen_at desc, id limit 1
                        """)
                .bind("team", team)
                .bind("name", name)
                .map((row, context) -> repository(row))
                .findOne();
    }

    List<KnownRepository> list(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select distinct on (name) id, team, name, upstream_key from insights.repository
                        where team = :team
                        order by name, seen_at desc, id
                        """)
                .bind("team", team)
                .map((row, context) -> repository(row))
                .list();
    }

    /** Any of the team's repositories with this history: see {@link KnownRepository#historyKey}. */
    Optional<KnownRepository> findByHistory(Transaction tx, String team, String historyKey) {
        return tx.handle()
                .createQuery("""
                        select id, team, name, upstream_key from insights.repository
                        where team = :team and (upstream_key = :key or upstream_key is null and id::text = :ownId)
                        order by name, id limit 1
                        """)
                .bind("team", team)
                .bind("key", historyKey)
                .bind(
                        "ownId",
                        historyKey.startsWith(ForgeRepository.OURS + ":")
                                ? historyKey.substring(ForgeRepository.OURS.length() + 1)
                                : "")
                .map((row, context) -> repository(row))
                .findOne();
    }

    Optional<ForgeRepositoryFact> findAtForge(Transaction tx, String forgeKey) {
        return tx.handle()
                .createQuery("""
                        select full_name, default_branch, archived, deleted from insights.forge_repository
                        where forge_key = :forgeKey
                        """)
                .bind("forgeKey", forgeKey)
                .map((row, context) -> new ForgeRepositoryFact(
                        row.getString("full_name"),
                        row.getString("default_branch"),
                        row.getBoolean("archived"),
                        row.getBoolean("deleted")))
                .findOne();
    }

    private static KnownRepository repository(ResultSet row) throws SQLException {
        return new KnownRepository(
                row.getObject("id", UUID.class),
                row.getString("team"),
                row.getString("name"),
                Optional.ofNullable(row.getString("upstream_key")));
    }
}
