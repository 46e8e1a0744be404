package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.registry.ListedWorkflow.LastRun;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads workflows as the API shows them. */
@Singleton
final class ListingStore {

    /** Any mirror of the upstream, or the upstream itself, unless another repository of the team has that name. */
    private static final String CALLED = """
            (exists (select 1 from pipeline.mirror m
                     where m.team = w.team and m.upstream_key = w.upstream_key and lower(m.name) = lower(:repository))
             or exists (select 1 from pipeline.upstream u
                        where u.upstream_key = w.upstream_key and lower(u.full_name) = lower(:repository))
                and not exists (select 1 from pipeline.mirror m
                                where m.team = w.team and lower(m.name) = lower(:repository)
                                  and m.upstream_key is distinct from w.upstream_key))
            """;

    private static final String PUSHER = """
            (select t.actor from pipeline.trigger t
             where t.upstream_key = w.upstream_key and t.sha = v.sha and t.event = 'push' and t.actor is not null
             order by t.received_at limit 1) as pushed_by
            """;

    private static final String ROWS = """
            select w.*, v.version, v.definition, v.sha, v.published_at, s.problem,
                   coalesce(u.full_name, m.name, w.upstream_key) as repository,
                   (select count(*) from pipeline.workflow_run r where r.workflow_id = w.id) as runs,
                   last.id as last_id, last.state as last_state, last.queued_at as last_queued_at,
                   last.finished_at as last_finished_at,
            """ + PUSHER + """
            from pipeline.workflow w
            join pipeline.workflow_version v on v.workflow_id = w.id and v.number = w.latest
            left join pipeline.workflow_source s on s.team = w.team and s.upstream_key = w.upstream_key
            left join pipeline.upstream u on u.upstream_key = w.upstream_key
            left join lateral (
                select name from pipeline.mirror
                where team = w.team and upstream_key = w.upstream_key order by seen_at desc, repository_id limit 1) m on true
            left join lateral (
                select b.id, b.state, b.queued_at, b.finished_at from pipeline.workflow_run r
                join pipeline.build b on b.event_id = r.event_id and b.pipeline = r.pipeline
                where r.workflow_id = w.id order by r.started_at desc, b.attempt desc limit 1) last on true
            """;

    /** One page, by name. */
    List<ListedWorkflow> page(Transaction tx, WorkflowFilter filter, Optional<WorkflowPosition> after, int limit) {
        return tx.handle()
                .createQuery(ROWS + """
                        where w.team = :team
                          and (:repository::text is null or
                        """ + CALLED + """
                          )
                          and (:kind::text is null or w.kind = :kind)
                          and (:name::text is null or w.name = :name)
                          and (:retired or w.retired_at is null)
                          and (:all or w.upstream_key = any(:visible))
                          and (:afterName::text is null or (w.name, w.id) > (:afterName, :afterId::uuid))
                        order by w.name, w.id
                        limit :limit
                        """)
                .bind("team", filter.team())
                .bind("repository", filter.repository())
                .bind("kind", filter.kind().map(WorkflowKind::wireName))
                .bind("name", filter.name())
                .bind("retired", filter.retired())
                .bind("all", filter.visible().areAll())
                .bindArray("visible", String.class, (Object[])
                        filter.visible().keys().orElse(new String[0]))
                .bind("afterName", after.map(WorkflowPosition::name))
                .bind("afterId", after.map(WorkflowPosition::id).orElse(null))
                .bind("limit", limit)
                .map((row, context) -> listed(row))
                .list();
    }

    /**
     * A workflow of a team.
     *
     * @param repository it must be of; empty for any
     */
    Optional<ListedWorkflow> find(Transaction tx, UUID id, String team, Optional<String> repository) {
        return tx.handle()
                .createQuery(
                        ROWS + "where w.id = :id and w.team = :team and (:repository::text is null or " + CALLED + ")")
                .bind("id", id)
                .bind("team", team)
                .bind("repository", repository)
                .map((row, context) -> listed(row))
                .findOne();
    }

    /**
     * Versions of a workflow, the newest first.
     *
     * @param below only those with a smaller number; empty for the newest
     */
    List<PublishedVersion> versions(Transaction tx, UUID id, Optional<Integer> below, int limit) {
        return tx.handle()
                .createQuery("select v.*, " + PUSHER + """
                        from pipeline.workflow w
                        join pipeline.workflow_version v on v.workflow_id = w.id
                        where w.id = :id and (:below::integer is null or v.number < :below)
                        order by v.number desc
                        limit :limit
                        """)
                .bind("id", id)
                .bind("below", below.orElse(null))
                .bind("limit", limit)
                .map((row, context) -> new PublishedVersion(
                        row.getInt("number"),
                        row.getString("version"),
                        row.getString("sha"),
                        row.getTimestamp("published_at").toInstant(),
                        Optional.ofNullable(row.getString("pushed_by")),
                        row.getString("definition")))
                .list();
    }

    private static ListedWorkflow listed(ResultSet row) throws SQLException {
        var workflow = new WorkflowRow(
                row.getObject("id", UUID.class),
                row.getString("team"),
                row.getString("upstream_key"),
                WorkflowKind.find(row.getString("kind")).orElseThrow(),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getInt("latest"),
                row.getString("version"),
                row.getString("definition"),
                instant(row.getTimestamp("retired_at")));
        return new ListedWorkflow(
                workflow,
                row.getString("repository"),
                row.getString("sha"),
                row.getTimestamp("published_at").toInstant(),
                Optional.ofNullable(row.getString("pushed_by")),
                Optional.ofNullable(row.getString("switched_by")),
                instant(row.getTimestamp("switched_at")),
                Optional.ofNullable(row.getString("problem")),
                row.getLong("runs"),
                lastRun(row));
    }

    private static Optional<LastRun> lastRun(ResultSet row) throws SQLException {
        UUID build = row.getObject("last_id", UUID.class);
        if (build == null) {
            return Optional.empty();
        }
        return Optional.of(new LastRun(
                build,
                RunState.find(row.getString("last_state")).orElseThrow(),
                row.getTimestamp("last_queued_at").toInstant(),
                instant(row.getTimestamp("last_finished_at"))));
    }

    private static Optional<Instant> instant(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }
}
