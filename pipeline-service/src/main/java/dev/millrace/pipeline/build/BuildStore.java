package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The table {@code pipeline.build}. */
@Singleton
final class BuildStore {

    /** Events after which a change has a head that replaces the ones before. */
    private static final Set<TriggerEvent> HEADS =
            EnumSet.of(TriggerEvent.CHANGE_OPENED, TriggerEvent.CHANGE_SYNCHRONIZED, TriggerEvent.CHANGE_REOPENED);

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

    /** Adds a queued build without jobs; false if the event already has this attempt at a build of the pipeline. */
    boolean add(Transaction tx, BuildRow build) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.build (id, event_id, attempt, trigger_kind, actor, repository_id, team, repository, mirror, instance,
                            forge_repository_id, installation_id, pipeline, pipeline_version, definition, event, ref,
                            base_ref, sha, change_number, concurrency_group, state, queued_at, traceparent, untrusted, person)
                        values (:id, :eventId, :attempt, :kind, :actor, :repositoryId, :team, :repository, :mirror, :instance, :forgeRepositoryId,
                            :installationId, :pipeline, :version, :definition::jsonb, :event, :ref, :baseRef, :sha,
                            :changeNumber, :group, 'queued', :queuedAt, :traceparent, :untrusted, :person::uuid)
                        on conflict do nothing
                        """)
                        .bind("id", build.id())
                        .bind("eventId", build.eventId())
                        .bind("attempt", build.origin().attempt())
                        .bind("kind", build.origin().kind().wireName())
                        .bind("actor", build.origin().actor())
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
                        .bind("group", build.concurrencyGroup())
                        .bind("queuedAt", time(build.queuedAt()))
                        .bind("traceparent", TraceParent.current())
                        .bind("untrusted", build.origin().untrusted())
                        .bind("person", build.origin().person().orElse(null))
                        .execute()
                > 0;
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

    /** All attempts at the build of an event and pipeline, the first one first. */
    List<BuildRow> attempts(Transaction tx, BuildRow build) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.build where event_id = :event and pipeline = :pipeline order by attempt
                        """)
                .bind("event", build.eventId())
                .bind("pipeline", build.pipeline().name())
                .map((row, context) -> build(row))
                .list();
    }

    /** The newest build of each pipeline at a commit, of changes with this head, of merge groups and of pushes. */
    List<BuildRow> newestAt(Transaction tx, String instance, String forgeRepositoryId, String sha) {
        return tx.handle()
                .createQuery("""
                        select distinct on (pipeline) * from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and sha = :sha
                          and event = any(:events)
                        order by pipeline, queued_at desc, attempt desc, id
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("sha", sha)
                .bindArray(
                        "events",
                        String.class,
                        Stream.concat(HEADS.stream(), Stream.of(TriggerEvent.PUSHED, TriggerEvent.MERGE_GROUP))
                                .map(TriggerEvent::wireName)
                                .toArray())
                .map((row, context) -> build(row))
                .list();
    }

    /**
     * The newest attempt at each build of a commit, in an order that is the same for all callers.
     *
     * @param limit how many at most
     */
    List<UUID> latestOfCommit(Transaction tx, String instance, String forgeRepositoryId, String sha, int limit) {
        return tx.handle()
                .createQuery("""
                        select distinct on (event_id, pipeline) id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and sha = :sha
                        order by event_id, pipeline, attempt desc
                        limit :limit
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("sha", sha)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Builds of a merge group that have not ended. */
    List<UUID> ofMergeGroup(Transaction tx, String instance, String forgeRepositoryId, String sha) {
        return tx.handle()
                .createQuery("""
                        select id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and sha = :sha and event = :event
                          and state in ('queued', 'running')
                        order by id
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("sha", sha)
                .bind("event", TriggerEvent.MERGE_GROUP.wireName())
                .mapTo(UUID.class)
                .list();
    }

    /** The builds of a change, the newest first. */
    List<BuildRow> ofChange(Transaction tx, String instance, String forgeRepositoryId, long changeNumber, int limit) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                        order by queued_at desc, attempt desc, id
                        limit :limit
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("number", changeNumber)
                .bind("limit", limit)
                .map((row, context) -> build(row))
                .list();
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

    /** Builds that have not ended and that a new one replaces; see {@link Builds#supersede}. */
    List<UUID> replacedBy(Transaction tx, BuildRow newer) {
        if (newer.cancelsItsGroup()) {
            return othersOfGroup(tx, newer);
        }
        return newer.concurrencyGroup().isEmpty() && HEADS.contains(newer.event()) ? olderHeads(tx, newer) : List.of();
    }

    private static List<UUID> othersOfGroup(Transaction tx, BuildRow newer) {
        return tx.handle()
                .createQuery("""
                        select id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and concurrency_group = :group
                          and id <> :id and state in ('queued', 'running')
                        order by queued_at, id
                        """)
                .bind("instance", newer.instance())
                .bind("repository", newer.forgeRepositoryId())
                .bind("group", newer.concurrencyGroup())
                .bind("id", newer.id())
                .mapTo(UUID.class)
                .list();
    }

    private static List<UUID> olderHeads(Transaction tx, BuildRow newer) {
        return tx.handle()
                .createQuery("""
                        select id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                          and pipeline = :pipeline and sha <> :sha and event = any(:heads)
                          and state in ('queued', 'running')
                        order by queued_at, id
                        """)
                .bind("instance", newer.instance())
                .bind("repository", newer.forgeRepositoryId())
                .bind("number", newer.changeNumber().orElse(null))
                .bind("pipeline", newer.pipeline().name())
                .bind("sha", newer.sha())
                .bindArray(
                        "heads",
                        String.class,
                        HEADS.stream().map(TriggerEvent::wireName).toArray())
                .mapTo(UUID.class)
                .list();
    }

    /** Sets the user of builds that events of an account started, where there is none. */
    void attribute(Transaction tx, String instance, String login, List<String> teams, UUID user) {
        tx.handle()
                .createUpdate("""
                        update pipeline.build set person = :user
                        where person is null and trigger_kind = 'event' and instance = :instance
                            and lower(actor) = lower(:login) and team = any(:teams)
                        """)
                .bind("user", user)
                .bind("instance", instance)
                .bind("login", login)
                .bindArray("teams", String.class, teams)
                .execute();
    }

    /** The first job begins. */
    void noteStart(Transaction tx, UUID id, Instant now) {
        tx.handle().createUpdate("""
                        update pipeline.build set state = 'running', started_at = coalesce(started_at, :now)
                        where id = :id and state = 'queued'
                        """).bind("id", id).bind("now", time(now)).execute();
    }

    /** Ends the expired claim of an instance of the previous version on the whole build; false if it is not expired. */
    boolean endClaim(Transaction tx, UUID id) {
        return tx.handle().createUpdate("""
                        update pipeline.build set lease = null, lease_until = null
                        where id = :id and (lease is null or lease_until < now())
                        """).bind("id", id).execute() > 0;
    }

    void finish(Transaction tx, UUID id, RunState end, Optional<String> reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        update pipeline.build
                        set state = :state, reason = :reason, finished_at = :now
                        where id = :id and state in ('queued', 'running')
                        """)
                .bind("id", id)
                .bind("state", end.wireName())
                .bind("reason", reason)
                .bind("now", time(now))
                .execute();
    }

    /** Notes that its cancellation is requested, unless it was before; it must not have ended. */
    BuildRow noteCancel(Transaction tx, UUID id, String by) {
        return tx.handle()
                .createQuery("""
                        update pipeline.build set cancelled_by = coalesce(cancelled_by, :by)
                        where id = :id and state in ('queued', 'running')
                        returning *
                        """)
                .bind("id", id)
                .bind("by", by)
                .map((row, context) -> build(row))
                .one();
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
                          and (:pipeline::text is null or pipeline = :pipeline)
                          and (:kind::text is null or trigger_kind = :kind)
                          and (:actor::text is null or lower(actor) = lower(:actor))
                          and (:ref::text is null or ref = :ref)
                          and (:change::bigint is null or change_number = :change)
                          and (:since::timestamptz is null or queued_at >= :since)
                          and (:until::timestamptz is null or queued_at < :until)
                          and (:workflow::uuid is null or exists (
                              select 1 from pipeline.workflow_run r
                              where r.event_id = b.event_id and r.pipeline = b.pipeline and r.workflow_id = :workflow::uuid))
                          and (:all or b.instance || ':' || b.forge_repository_id = any(:visible))
                          and (:afterTime::timestamptz is null or (queued_at, id) < (:afterTime, :afterId::uuid))
                        order by queued_at desc, id desc
                        limit :limit
                        """)
                .bind("team", filter.team())
                .bind("repository", filter.repository())
                .bind("state", filter.state().map(RunState::wireName))
                .bind("pipeline", filter.pipeline())
                .bind("kind", filter.kind().map(TriggerKind::wireName))
                .bind("actor", filter.actor())
                .bind("ref", filter.ref())
                .bind("change", filter.change().orElse(null))
                .bind("since", filter.since().map(BuildStore::time).orElse(null))
                .bind("until", filter.until().map(BuildStore::time).orElse(null))
                .bind("workflow", filter.workflow().orElse(null))
                .bind("all", filter.visible().areAll())
                .bindArray("visible", String.class, (Object[])
                        filter.visible().keys().orElse(new String[0]))
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
                new BuildOrigin(
                        TriggerKind.of(row.getString("trigger_kind")),
                        Optional.ofNullable(row.getString("actor")),
                        row.getInt("attempt"),
                        isUntrusted(row),
                        Optional.ofNullable(row.getObject("person", UUID.class))),
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
                Optional.ofNullable(row.getString("cancelled_by")),
                row.getTimestamp("queued_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant));
    }

    /** A build of which it is not stated may be of any change, also one from a fork; only what was merged is not. */
    private static boolean isUntrusted(ResultSet row) throws SQLException {
        boolean stated = row.getBoolean("untrusted");
        return row.wasNull()
                ? row.getObject("change_number") != null
                        && !row.getString("event").equals(TriggerEvent.CHANGE_MERGED.wireName())
                : stated;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
