package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.pipeline.workflow.DefinitionJson;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code pipeline.build} and {@code pipeline.job}. */
@Singleton
final class BuildStore {

    /**
     * Whether a build belongs to the team's repository of this name: any mirror of the build's upstream, whichever it was
     * read from, or the upstream itself, unless another repository of the team has that name.
     */
    private static final String CALLED = """
            lower(b.mirror) = lower(:repository)
            or exists (select 1 from pipeline.mirror m
                       where m.team = b.team and lower(m.name) = lower(:repository)
                         and m.upstream_key = b.instance || ':' || b.forge_repository_id)
            or lower(b.repository) = lower(:repository)
               and not exists (select 1 from pipeline.mirror m
                               where m.team = b.team and lower(m.name) = lower(:repository)
                                 and m.upstream_key is distinct from b.instance || ':' || b.forge_repository_id)
            """;

    /** Adds a queued build and its jobs; false if the event already has a build of this pipeline. */
    boolean add(Transaction tx, BuildRow build) {
        int added = tx.handle()
                .createUpdate("""
                        insert into pipeline.build (id, event_id, repository_id, team, repository, mirror, instance,
                            forge_repository_id, installation_id, pipeline, pipeline_version, definition, event, ref,
                            base_ref, sha, change_number, state, queued_at, traceparent)
                        values (:id, :eventId, :repositoryId, :team, :repository, :mirror, :instance, :forgeRepositoryId,
                            :installationId, :pipeline, :version, :definition::jsonb, :event, :ref, :baseRef, :sha,
                            :changeNumber, 'queued', :queuedAt, :traceparent)
                        on conflict do nothing
                        """)
                .bind("id", build.id())
                .bind("eventId", build.eventId())
                .bind("repositoryId", build.repositoryId())
                .bind("team", build.team())
                .bind("repository", build.repository())
                .bind("mirror", build.mirror())
                .bind("instance", build.instance())
                .bind("forgeRepositoryId", build.forgeRepositoryId())
                .bind("installationId", build.installationId())
                .bind("pipeline", build.pipeline().name())
                .bind("version", build.pipeline().version())
                .bind("definition", DefinitionJson.write(build.pipeline()))
                .bind("event", build.event().wireName())
                .bind("ref", build.ref())
                .bind("baseRef", build.baseRef())
                .bind("sha", build.sha())
                .bind("changeNumber", build.changeNumber().orElse(null))
                .bind("queuedAt", time(build.queuedAt()))
                .bind("traceparent", TraceParent.current())
                .execute();
        if (added == 0) {
            return false;
        }
        var jobs = tx.handle()
                .prepareBatch("insert into pipeline.job (build_id, position, name) values (:build, :position, :name)");
        int position = 0;
        for (var job : build.pipeline().jobs()) {
            jobs.bind("build", build.id())
                    .bind("position", position++)
                    .bind("name", job.name())
                    .add();
        }
        jobs.execute();
        return true;
    }

    Optional<BuildRow> find(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select * from pipeline.build where id = :id")
                .bind("id", id)
                .map((row, context) -> build(row))
                .findOne();
    }

    Optional<BuildRow> lock(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select * from pipeline.build where id = :id for update")
                .bind("id", id)
                .map((row, context) -> build(row))
                .findOne();
    }

    List<JobRow> jobs(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery("select * from pipeline.job where build_id = :id order by position")
                .bind("id", id)
                .map((row, context) -> job(row))
                .list();
    }

    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(queued_at) as since from pipeline.build where state = 'queued'
                        """));
    }

    Optional<BuildClaim> claim(Transaction tx, Instant now, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.build
                        set state = 'running', lease = gen_random_uuid(), lease_until = :leaseUntil
                        where id = (
                            select id from pipeline.build
                            where state = 'queued' or (state = 'running' and lease_until < :now)
                            order by queued_at
                            limit 1
                            for update skip locked)
                        returning id, lease, traceparent
                        """)
                .bind("now", time(now))
                .bind("leaseUntil", time(leaseUntil))
                .map((row, context) -> new BuildClaim(
                        row.getObject("id", UUID.class),
                        row.getObject("lease", UUID.class),
                        Optional.ofNullable(row.getString("traceparent"))))
                .findOne();
    }

    /** Builds of older heads of a change that have not ended. */
    List<UUID> superseded(Transaction tx, String instance, String forgeRepositoryId, long changeNumber, String newSha) {
        return tx.handle()
                .createQuery("""
                        select id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                          and sha <> :sha and event <> :merged and state in ('queued', 'running')
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("number", changeNumber)
                .bind("sha", newSha)
                .bind("merged", TriggerEvent.CHANGE_MERGED.wireName())
                .mapTo(UUID.class)
                .list();
    }

    void noteStart(Transaction tx, UUID id, Instant now) {
        tx.handle()
                .createUpdate("update pipeline.build set started_at = :now where id = :id and started_at is null")
                .bind("id", id)
                .bind("now", time(now))
                .execute();
    }

    Builds.Renewal renew(Transaction tx, BuildClaim claim, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.build set lease_until = :leaseUntil
                        where id = :id and lease = :lease and state = 'running'
                        returning cancelled_by
                        """)
                .bind("id", claim.buildId())
                .bind("lease", claim.lease())
                .bind("leaseUntil", time(leaseUntil))
                .map((row, context) -> new Builds.Renewal(true, Optional.ofNullable(row.getString("cancelled_by"))))
                .findOne()
                .orElse(new Builds.Renewal(false, Optional.empty()));
    }

    /** Whether the claim still holds; if so the build's row stays locked until the transaction ends. */
    boolean isHeld(Transaction tx, BuildClaim claim) {
        return tx.handle()
                .createQuery("""
                        select 1 from pipeline.build
                        where id = :id and lease = :lease and state = 'running' for update
                        """)
                .bind("id", claim.buildId())
                .bind("lease", claim.lease())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void release(Transaction tx, BuildClaim claim, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.build set lease = null, lease_until = :past
                        where id = :id and lease = :lease and state = 'running'
                        """)
                .bind("id", claim.buildId())
                .bind("lease", claim.lease())
                .bind("past", time(now.minusSeconds(1)))
                .execute();
    }

    void startJob(Transaction tx, JobRow job, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job
                        set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, :now)
                        where build_id = :build and position = :position and state in ('queued', 'running')
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .bind("now", time(now))
                .execute();
    }

    void forgetAttempt(Transaction tx, JobRow job) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job set attempts = attempts - 1
                        where build_id = :build and position = :position and state = 'running' and attempts > 0
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .execute();
    }

    void finishJob(Transaction tx, JobRow job, RunState end, Optional<String> reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job set state = :state, reason = :reason, finished_at = :now
                        where build_id = :build and position = :position and state in ('queued', 'running')
                        """)
                .bind("build", job.buildId())
                .bind("position", job.position())
                .bind("state", end.wireName())
                .bind("reason", reason)
                .bind("now", time(now))
                .execute();
    }

    void finish(Transaction tx, UUID id, RunState end, Optional<String> reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.build
                        set state = :state, reason = :reason, finished_at = :now, lease = null, lease_until = null
                        where id = :id and state in ('queued', 'running')
                        """)
                .bind("id", id)
                .bind("state", end.wireName())
                .bind("reason", reason)
                .bind("now", time(now))
                .execute();
    }

    void noteCancel(Transaction tx, UUID id, String by) {
        tx.handle().createUpdate("""
                        update pipeline.build set cancelled_by = coalesce(cancelled_by, :by)
                        where id = :id and state in ('queued', 'running')
                        """).bind("id", id).bind("by", by).execute();
    }

    /** Whether the build belongs to its team's repository of this name. */
    boolean isOf(Transaction tx, BuildRow build, String repository) {
        return tx.handle()
                .createQuery("select exists (select 1 from pipeline.build b where b.id = :id and (" + CALLED + "))")
                .bind("id", build.id())
                .bind("repository", repository)
                .mapTo(Boolean.class)
                .one();
    }

    /** One page, newest first. */
    List<BuildRow> page(Transaction tx, BuildFilter filter, Optional<PagePosition> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.build b
                        where team = :team
                          and (:repository::text is null or
                        """ + CALLED + """
                          )
                          and (:state::text is null or state = :state)
                          and (:afterTime::timestamptz is null or (queued_at, id) < (:afterTime, :afterId::uuid))
                        order by queued_at desc, id desc
                        limit :limit
                        """)
                .bind("team", filter.team())
                .bind("repository", filter.repository())
                .bind("state", filter.state().map(RunState::wireName))
                .bind(
                        "afterTime",
                        after.map(position -> time(position.queuedAt())).orElse(null))
                .bind("afterId", after.map(PagePosition::id).orElse(null))
                .bind("limit", limit)
                .map((row, context) -> build(row))
                .list();
    }

    private static BuildRow build(ResultSet row) throws SQLException {
        return new BuildRow(
                row.getObject("id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getObject("repository_id", UUID.class),
                row.getString("team"),
                row.getString("repository"),
                Optional.ofNullable(row.getString("mirror")).orElse(row.getString("repository")),
                row.getString("instance"),
                row.getString("forge_repository_id"),
                Optional.ofNullable(row.getString("installation_id")),
                DefinitionJson.read(row.getString("definition")),
                TriggerEvent.find(row.getString("event")).orElseThrow(),
                row.getString("ref"),
                Optional.ofNullable(row.getString("base_ref")),
                row.getString("sha"),
                Optional.ofNullable(row.getObject("change_number", Long.class)),
                RunState.find(row.getString("state")).orElseThrow(),
                Optional.ofNullable(row.getString("reason")),
                row.getTimestamp("queued_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("finished_at")));
    }

    private static JobRow job(ResultSet row) throws SQLException {
        return new JobRow(
                row.getObject("build_id", UUID.class),
                row.getInt("position"),
                row.getString("name"),
                RunState.find(row.getString("state")).orElseThrow(),
                Optional.ofNullable(row.getString("reason")),
                row.getInt("attempts"),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("finished_at")));
    }

    private static Optional<Instant> instant(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
