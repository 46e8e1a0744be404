package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Jobs that wait for a slot, which have {@code waits_since}, and jobs that run, which have a {@code lease}. Leases end by the
 * clock of the database.
 */
@Singleton
final class QueueStore {

    /** The running jobs that count towards the limits of a job {@code j}. */
    private static final String RUNNING = """
            with running as (
                select team, upstream_key, count(*) as jobs from pipeline.job where lease is not null
                group by team, upstream_key),
            of_team as (select team, sum(jobs) as jobs from running group by team)
            """;

    /** Whether the change of a job {@code j} is on hold. */
    private static final String IS_HELD = HoldStore.isHeld("j");

    /** Whether another build of the group of a job {@code j} is older and not on hold, or has a job that runs. */
    private static final String GROUP_IS_BUSY = """
            (j.concurrency_group is not null and exists (
                select 1 from pipeline.job o
                where o.upstream_key = j.upstream_key and o.concurrency_group = j.concurrency_group
                  and o.build_id <> j.build_id and o.state in ('queued', 'running')
                  and (o.lease is not null
                       or (o.queued_at, o.build_id) < (j.queued_at, j.build_id) and not
            """ + HoldStore.isHeld("o") + ")))";

    /**
     * Lets a job wait for a slot, for the first time or after an attempt; one that has ended stays as it is.
     *
     * @param attempts how many count
     * @param reason why its last attempt ended; empty if there was none, or it does not count
     */
    void add(Transaction tx, BuildRow build, JobRow job, int attempts, Optional<String> reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job
                        set state = 'queued', attempts = :attempts, reason = :reason, waits_since = :now, lease = null,
                            lease_until = null, team = :team, upstream_key = :upstreamKey, concurrency_group = :group,
                            priority = :priority, queued_at = :queuedAt
                        where build_id = :build and position = :position and state in ('queued', 'running')
                        """)
                .bind("attempts", attempts)
                .bind("reason", reason)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("team", build.team())
                .bind("upstreamKey", build.upstreamKey())
                .bind("group", build.concurrencyGroup())
                .bind("priority", JobPriority.of(build))
                .bind("queuedAt", build.queuedAt().atOffset(ZoneOffset.UTC))
                .bind("build", job.buildId())
                .bind("position", job.position())
                .execute();
    }

    /**
     * Claims the job that is next, if any may run. Claims are made one at a time, so that the limits are exact. The team with
     * the fewest running jobs comes first, and of several such teams the one whose last claim is the oldest; within a team the
     * priority decides, then the age of the build, then the order of the file. Builds of events that only a newer version knows
     * are left to its instances.
     */
    Optional<JobClaim> claim(Transaction tx, Duration lease, QueueLimits limits) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('pipeline.job'), 0)")
                .mapTo(Integer.class)
                .one();
        return tx.handle()
                .createQuery(RUNNING + """
                        , chosen as (
                            select j.build_id, j.position, j.team
                            from pipeline.job j
                            left join of_team t on t.team = j.team
                            left join running r on r.team = j.team and r.upstream_key = j.upstream_key
                            left join pipeline.team_claim last on last.team = j.team
                            where j.waits_since is not null
                              and exists (select 1 from pipeline.build k where k.id = j.build_id and k.event = any(:known))
                              and coalesce(t.jobs, 0) < :perTeam and coalesce(r.jobs, 0) < :perRepository
                              and not
                        """ + GROUP_IS_BUSY + " and not " + IS_HELD + """
                            order by coalesce(t.jobs, 0), last.claimed_at nulls first, j.team, j.priority desc, j.queued_at,
                                j.build_id, j.position
                            limit 1
                            for update of j skip locked),
                        claimed as (
                            insert into pipeline.team_claim (team, claimed_at)
                            select team, clock_timestamp() from chosen
                            on conflict (team) do update set claimed_at = excluded.claimed_at)
                        update pipeline.job taken
                        set state = 'running', attempts = taken.attempts + 1, waits_since = null,
                            lease = gen_random_uuid(), lease_until = now() + :seconds * interval '1 second'
                        from chosen, pipeline.build b
                        where taken.build_id = chosen.build_id and taken.position = chosen.position
                          and b.id = chosen.build_id
                        returning taken.build_id, taken.position, taken.lease, b.traceparent
                        """)
                .bind("perTeam", limits.perTeam())
                .bind("perRepository", limits.perRepository())
                .bind("seconds", seconds(lease))
                .bindArray("known", String.class, (Object[]) TriggerEvent.wireNames())
                .map((row, context) -> new JobClaim(
                        row.getObject("build_id", UUID.class),
                        row.getInt("position"),
                        row.getObject("lease", UUID.class),
                        Optional.ofNullable(row.getString("traceparent"))))
                .findOne();
    }

    /**
     * Extends leases from now.
     *
     * @return who cancelled the build, by lease; leases that are not in it are lost
     */
    Map<UUID, Optional<String>> renew(Transaction tx, Collection<UUID> leases, Duration length) {
        return tx.handle()
                .createQuery("""
                        update pipeline.job j set lease_until = now() + :seconds * interval '1 second'
                        from pipeline.build b
                        where b.id = j.build_id and j.lease = any(:leases)
                        returning j.lease, b.cancelled_by
                        """)
                .bindArray("leases", UUID.class, leases.toArray())
                .bind("seconds", seconds(length))
                .reduceRows(new HashMap<UUID, Optional<String>>(), (renewed, row) -> {
                    renewed.put(
                            row.getColumn("lease", UUID.class),
                            Optional.ofNullable(row.getColumn("cancelled_by", String.class)));
                    return renewed;
                });
    }

    /** The claimed job, whose row stays locked until the transaction ends; empty if the claim is lost. */
    Optional<JobRow> held(Transaction tx, JobClaim claim) {
        return lockIf(tx, claim, "true");
    }

    /** As {@link #held} for a claim that has expired; empty if it was renewed. */
    Optional<JobRow> stillExpired(Transaction tx, JobClaim claim) {
        return lockIf(tx, claim, "lease_until < now()");
    }

    private static Optional<JobRow> lockIf(Transaction tx, JobClaim claim, String condition) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.job
                        where build_id = :build and position = :position and lease = :lease and %s
                        for update
                        """.formatted(condition))
                .bind("build", claim.buildId())
                .bind("position", claim.position())
                .bind("lease", claim.lease())
                .map((row, context) -> JobStore.job(row))
                .findOne();
    }

    /** A claim that has expired; another worker may be about to end it. */
    Optional<JobClaim> expired(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select build_id, position, lease from pipeline.job where lease_until < now()
                        order by lease_until limit 1
                        """)
                .map((row, context) -> new JobClaim(
                        row.getObject("build_id", UUID.class),
                        row.getInt("position"),
                        row.getObject("lease", UUID.class),
                        Optional.empty()))
                .findOne();
    }

    /** Jobs that wait for a slot. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(waits_since) as since from pipeline.job
                        where waits_since is not null
                        """));
    }

    /** How the jobs of a build stand in the queue, by position in the build; only those that wait for a slot. */
    Map<Integer, QueueStanding> standings(Transaction tx, UUID buildId) {
        return tx.handle()
                .createQuery(RUNNING + """
                        , queue as (
                            select *, row_number() over (
                                partition by team order by priority desc, queued_at, build_id, position) as rank
                            from pipeline.job where waits_since is not null)
                        select j.position, coalesce(t.jobs, 0) as of_team, coalesce(r.jobs, 0) as of_repository,
                               (select count(*) from queue other where other.rank <= j.rank) - 1 as ahead,
                        """ + GROUP_IS_BUSY + " as group_is_busy, " + IS_HELD + """
                               as is_held
                        from queue j
                        left join of_team t on t.team = j.team
                        left join running r on r.team = j.team and r.upstream_key = j.upstream_key
                        where j.build_id = :build
                        """)
                .bind("build", buildId)
                .reduceRows(new HashMap<Integer, QueueStanding>(), (standings, row) -> {
                    standings.put(
                            row.getColumn("position", Integer.class),
                            new QueueStanding(
                                    row.getColumn("ahead", Long.class),
                                    row.getColumn("of_team", Long.class),
                                    row.getColumn("of_repository", Long.class),
                                    row.getColumn("group_is_busy", Boolean.class),
                                    row.getColumn("is_held", Boolean.class)));
                    return standings;
                });
    }

    /**
     * Builds that have not ended although none of their jobs waits for a slot or runs: those that an instance of the previous
     * version queued, or lost. No more than {@code limit}.
     */
    List<UUID> idleBuilds(Transaction tx, int limit) {
        return tx.handle()
                .createQuery("""
                        select b.id from pipeline.build b
                        where b.state in ('queued', 'running') and (b.lease is null or b.lease_until < now())
                          and not exists (
                            select 1 from pipeline.job j
                            where j.build_id = b.id and (j.waits_since is not null or j.lease is not null))
                        order by b.queued_at limit :limit
                        """)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Running jobs of a build that no worker has claimed: the worker of the previous version that ran them was lost. */
    List<JobRow> unclaimed(Transaction tx, UUID buildId) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.job where build_id = :build and state = 'running' and lease is null
                        order by position
                        """)
                .bind("build", buildId)
                .map((row, context) -> JobStore.job(row))
                .list();
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
