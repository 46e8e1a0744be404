package dev.millrace.pipeline.mirror;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code pipeline.mirror} and {@code pipeline.upstream}. */
@Singleton
final class MirrorStore {

    /** A deleted mirror gets no more events, so it sorts after those that do. */
    private static final int MOST_CANDIDATES = 10;

    /** Records an event's state of a repository; an event older than the last one recorded changes nothing. */
    void note(Transaction tx, MirroredRepository repository, Instant seenAt) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.mirror as known (repository_id, team, name, upstream_key, seen_at)
                        values (:id, :team, :name, :key, :seenAt)
                        on conflict (repository_id) do update
                        set team = excluded.team, name = excluded.name, upstream_key = excluded.upstream_key,
                            seen_at = excluded.seen_at
                        where known.seen_at <= excluded.seen_at
                        """)
                .bind("id", repository.id())
                .bind("team", repository.team())
                .bind("name", repository.name())
                .bind("key", repository.upstreamKey())
                .bind("seenAt", seenAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Records the name and the owner that a forge event gives for a repository. */
    void note(Transaction tx, ForgeRepository upstream, Instant seenAt) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.upstream as known (upstream_key, full_name, account_id, seen_at)
                        values (:key, :fullName, :account, :seenAt)
                        on conflict (upstream_key) do update
                        set full_name = excluded.full_name, account_id = coalesce(excluded.account_id, known.account_id),
                            seen_at = excluded.seen_at
                        where (known.full_name <> excluded.full_name
                               or excluded.account_id is not null and known.account_id is distinct from excluded.account_id)
                          and known.seen_at <= excluded.seen_at
                        """)
                .bind("key", upstream.key())
                .bind("fullName", upstream.fullName())
                .bind("account", upstream.ownerId())
                .bind("seenAt", seenAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Replaces the name of an upstream that is known; one that an event gave later stays. */
    void rename(Transaction tx, String upstreamKey, String fullName, Instant seenAt) {
        tx.handle()
                .createUpdate("""
                        update pipeline.upstream set full_name = :fullName, seen_at = :seenAt
                        where upstream_key = :key and full_name <> :fullName and seen_at <= :seenAt
                        """)
                .bind("key", upstreamKey)
                .bind("fullName", fullName)
                .bind("seenAt", seenAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The name of an upstream at the forge, as far as we know. */
    Optional<String> fullName(Transaction tx, String upstreamKey) {
        return tx.handle()
                .createQuery("select full_name from pipeline.upstream where upstream_key = :key")
                .bind("key", upstreamKey)
                .mapTo(String.class)
                .findOne();
    }

    /** The account that owns an upstream at the forge, as far as we know. */
    Optional<String> accountId(Transaction tx, String upstreamKey) {
        return tx.handle()
                .createQuery("""
                        select account_id from pipeline.upstream where upstream_key = :key and account_id is not null
                        """)
                .bind("key", upstreamKey)
                .mapTo(String.class)
                .findOne();
    }

    /**
     * Mirrors of a forge's repository, the one with the newest event first. They are those of the team that the installation
     * is linked to; for an event without an installation, those of the team that had the first.
     *
     * @param instance host of the forge
     * @param forgeRepositoryId the forge's number for the repository
     * @param installationId the installation that reported the event
     */
    List<Mirror> list(Transaction tx, String instance, String forgeRepositoryId, Optional<String> installationId) {
        return tx.handle()
                .createQuery("""
                        select repository_id, team, name from pipeline.mirror
                        where upstream_key = :key and team = case
                            when :installationId::text is null then
                                (select team from pipeline.mirror where upstream_key = :key
                                 order by known_since, repository_id limit 1)
                            else
                                (select team from pipeline.installation
                                 where instance = :instance and installation_id = :installationId)
                            end
                        order by seen_at desc, repository_id
                        limit :limit
                        """)
                .bind("key", instance + ":" + forgeRepositoryId)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .bind("limit", MOST_CANDIDATES)
                .map((row, context) -> mirror(row))
                .list();
    }

    /** A mirror under its current name, then the team's other mirrors of the same upstream. */
    List<Mirror> likeThis(Transaction tx, Mirror mirror, String upstreamKey) {
        List<Mirror> found = tx.handle()
                .createQuery("""
                        select repository_id, team, name from pipeline.mirror
                        where team = :team and (repository_id = :id or upstream_key = :key)
                        order by (repository_id = :id) desc, seen_at desc, repository_id
                        limit :limit
                        """)
                .bind("team", mirror.team())
                .bind("id", mirror.repositoryId())
                .bind("key", upstreamKey)
                .bind("limit", MOST_CANDIDATES)
                .map((row, context) -> mirror(row))
                .list();
        return found.isEmpty() ? List.of(mirror) : found;
    }

    /** The team's mirrors of an upstream, the one with the newest event first. */
    List<Mirror> ofTeam(Transaction tx, String team, String upstreamKey) {
        return tx.handle()
                .createQuery("""
                        select repository_id, team, name from pipeline.mirror
                        where team = :team and upstream_key = :key
                        order by seen_at desc, repository_id
                        limit :limit
                        """)
                .bind("team", team)
                .bind("key", upstreamKey)
                .bind("limit", MOST_CANDIDATES)
                .map((row, context) -> mirror(row))
                .list();
    }

    /**
     * The team's mirrors of a repository at a forge, the one with the newest event first. A mirror whose upstream is not known has a name
     * that the team chose, so it does not count.
     */
    List<Mirror> named(Transaction tx, String team, UpstreamName upstream) {
        return tx.handle()
                .createQuery("""
                        select m.repository_id, m.team, m.name
                        from pipeline.mirror m left join pipeline.upstream u on u.upstream_key = m.upstream_key
                        where m.team = :team and starts_with(m.upstream_key, :prefix)
                          and lower(coalesce(u.full_name, m.name)) = lower(:name)
                        order by m.seen_at desc, m.repository_id
                        limit :limit
                        """)
                .bind("team", team)
                .bind("prefix", upstream.instance() + ":")
                .bind("name", upstream.fullName())
                .bind("limit", MOST_CANDIDATES)
                .map((row, context) -> mirror(row))
                .list();
    }

    private static Mirror mirror(ResultSet row) throws SQLException {
        return new Mirror(row.getObject("repository_id", UUID.class), row.getString("team"), row.getString("name"));
    }
}
