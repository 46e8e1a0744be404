package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.workflow_source}. */
@Singleton
final class SourceStore {

    /**
     * Requests that a repository is read, unless none of the refs is its default branch.
     *
     * @param refs full names of those that moved; empty if any may have
     * @return whether it is to be read
     */
    boolean want(Transaction tx, String team, String upstreamKey, List<String> refs, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.workflow_source as known (team, upstream_key, next_attempt_at)
                        values (:team, :key, :now)
                        on conflict (team, upstream_key) do update
                        set wanted = known.wanted + 1, next_attempt_at = :now, attempts = 0
                        where known.default_branch is null or cardinality(:refs) = 0 or 'HEAD' = any(:refs)
                           or 'refs/heads/' || known.default_branch = any(:refs)
                        """)
                        .bind("team", team)
                        .bind("key", upstreamKey)
                        .bind("now", time(now))
                        .bindArray("refs", String.class, refs.toArray())
                        .execute()
                > 0;
    }

    /**
     * Notes by which installation a repository was synced; one that is not known yet is to be read. A mirror that is synced with
     * another credential changes nothing.
     *
     * @return whether it was not known
     */
    boolean noteSync(Transaction tx, String team, String upstreamKey, Optional<String> installationId, Instant now) {
        return tx.handle()
                .createQuery("""
                        insert into pipeline.workflow_source as known (team, upstream_key, installation_id, next_attempt_at)
                        values (:team, :key, :installation, :now)
                        on conflict (team, upstream_key) do update set installation_id = excluded.installation_id
                        where excluded.installation_id is not null
                          and known.installation_id is distinct from excluded.installation_id
                        returning read_at is null
                        """)
                .bind("team", team)
                .bind("key", upstreamKey)
                .bind("installation", installationId)
                .bind("now", time(now))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    /** The repository that waits longest to be read. Until {@code leaseUntil} no other worker gets it, unless it moves again. */
    Optional<SourceClaim> claim(Transaction tx, UUID lease, Instant now, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.workflow_source
                        set next_attempt_at = :leaseUntil, attempts = attempts + 1, lease = :lease
                        where (team, upstream_key) = (
                            select team, upstream_key from pipeline.workflow_source
                            where done < wanted and next_attempt_at <= :now
                            order by next_attempt_at
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("lease", lease)
                .bind("now", time(now))
                .bind("leaseUntil", time(leaseUntil))
                .map((row, context) -> new SourceClaim(
                        row.getString("team"),
                        row.getString("upstream_key"),
                        lease,
                        row.getLong("wanted"),
                        row.getInt("attempts")))
                .findOne();
    }

    /** When the next repository is to be read; in the past if one is. */
    Optional<Instant> nextDue(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select next_attempt_at from pipeline.workflow_source
                        where done < wanted order by next_attempt_at limit 1
                        """)
                .map((row, context) -> row.getTimestamp("next_attempt_at").toInstant())
                .findOne();
    }

    /** Repositories that could be read now. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(next_attempt_at) as since
                        from pipeline.workflow_source
                        where done < wanted and next_attempt_at <= :now
                        """).bind("now", time(now)));
    }

    Optional<String> defaultBranch(Transaction tx, String team, String upstreamKey) {
        return tx.handle()
                .createQuery("""
                        select default_branch from pipeline.workflow_source
                        where team = :team and upstream_key = :key and default_branch is not null
                        """)
                .bind("team", team)
                .bind("key", upstreamKey)
                .mapTo(String.class)
                .findOne();
    }

    /** Locks the row, if no other claim was made since. */
    boolean lock(Transaction tx, SourceClaim claim) {
        return tx.handle()
                .createQuery("""
                        select 1 from pipeline.workflow_source
                        where team = :team and upstream_key = :key and lease = :lease
                        for update
                        """)
                .bind("team", claim.team())
                .bind("key", claim.upstreamKey())
                .bind("lease", claim.lease())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Notes what was read; the row must be locked. */
    void finish(
            Transaction tx,
            SourceClaim claim,
            Optional<String> defaultBranch,
            Optional<String> sha,
            Optional<String> problem,
            Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.workflow_source
                        set done = :wanted, default_branch = :branch, sha = :sha, problem = :problem, read_at = :now,
                            last_error = null, attempts = 0, next_attempt_at = :now
                        where team = :team and upstream_key = :key and lease = :lease
                        """)
                .bind("wanted", claim.wanted())
                .bind("branch", defaultBranch)
                .bind("sha", sha)
                .bind("problem", problem)
                .bind("now", time(now))
                .bind("team", claim.team())
                .bind("key", claim.upstreamKey())
                .bind("lease", claim.lease())
                .execute();
    }

    /**
     * Sets the time of the next attempt.
     *
     * @param next empty if the next move of the repository is awaited
     */
    void postpone(Transaction tx, SourceClaim claim, Optional<Instant> next, String reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.workflow_source
                        set next_attempt_at = :next, last_error = :reason, done = case when :last then :wanted else done end
                        where team = :team and upstream_key = :key and lease = :lease
                        """)
                .bind("next", time(next.orElse(now)))
                .bind("last", next.isEmpty())
                .bind("wanted", claim.wanted())
                .bind("reason", reason)
                .bind("team", claim.team())
                .bind("key", claim.upstreamKey())
                .bind("lease", claim.lease())
                .execute();
    }

    /**
     * Whether events of the repository start builds of this team: an active installation of the team is in its account, or read it
     * last. Where its account has no installation that is known, its events come through hooks, and concern the team that had the
     * first mirror. A team may mirror what belongs to others, and their files must start nothing in it.
     */
    boolean isConnected(Transaction tx, String team, String upstreamKey) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.installation i
                            where i.team = :team and i.state = 'ACTIVE'
                              and starts_with(:key, i.instance || ':')
                              and (i.installation_id = (select s.installation_id from pipeline.workflow_source s
                                                        where s.team = :team and s.upstream_key = :key)
                                   or i.account_id = (select u.account_id from pipeline.upstream u
                                                      where u.upstream_key = :key)))
                          or exists (
                            select 1 from pipeline.upstream u
                            where u.upstream_key = :key
                              and not exists (select 1 from pipeline.installation i
                                              where starts_with(:key, i.instance || ':')
                                                and (i.account_id = u.account_id
                                                     or i.installation_id = (
                                                         select s.installation_id from pipeline.workflow_source s
                                                         where s.team = :team and s.upstream_key = :key)))
                              and :team = (select m.team from pipeline.mirror m where m.upstream_key = :key
                                           order by m.known_since, m.repository_id limit 1))
                        """)
                .bind("team", team)
                .bind("key", upstreamKey)
                .mapTo(Boolean.class)
                .one();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
