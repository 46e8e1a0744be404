package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code pipeline.workflow}, {@code pipeline.workflow_version} and {@code pipeline.workflow_listener}. */
@Singleton
final class WorkflowStore {

    /** Older ones are deleted; builds have their definitions themselves. */
    private static final int MOST_VERSIONS = 500;

    private static final String ROWS = """
            select w.*, v.version, v.definition from pipeline.workflow w
            join pipeline.workflow_version v on v.workflow_id = w.id and v.number = w.latest
            """;

    Optional<WorkflowRow> find(Transaction tx, UUID id) {
        return tx.handle()
                .createQuery(ROWS + "where w.id = :id")
                .bind("id", id)
                .map((row, context) -> workflow(row))
                .findOne();
    }

    /** Those of a repository, the retired ones included. */
    List<WorkflowRow> list(Transaction tx, String team, String upstreamKey) {
        return tx.handle()
                .createQuery(ROWS + "where w.team = :team and w.upstream_key = :key order by w.kind, w.name")
                .bind("team", team)
                .bind("key", upstreamKey)
                .map((row, context) -> workflow(row))
                .list();
    }

    /** Adds a workflow with its first version, or the next version of one; it is not retired any more. */
    void publish(Transaction tx, WorkflowRow next, String sha, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.workflow (id, team, upstream_key, kind, name, latest)
                        values (:id, :team, :key, :kind, :name, :number)
                        on conflict (id) do update set latest = :number, retired_at = null
                        """)
                .bind("id", next.id())
                .bind("team", next.team())
                .bind("key", next.upstreamKey())
                .bind("kind", next.kind().wireName())
                .bind("name", next.name())
                .bind("number", next.latest())
                .execute();
        tx.handle()
                .createUpdate("""
                        insert into pipeline.workflow_version (workflow_id, number, version, sha, definition, published_at)
                        values (:id, :number, :version, :sha, :definition::jsonb, :now)
                        """)
                .bind("id", next.id())
                .bind("number", next.latest())
                .bind("version", next.version())
                .bind("sha", sha)
                .bind("definition", next.definition())
                .bind("now", time(now))
                .execute();
        tx.handle()
                .createUpdate("delete from pipeline.workflow_version where workflow_id = :id and number <= :oldest")
                .bind("id", next.id())
                .bind("oldest", next.latest() - MOST_VERSIONS)
                .execute();
    }

    /** The default branch defines it again, as before. */
    void revive(Transaction tx, UUID id) {
        tx.handle()
                .createUpdate("update pipeline.workflow set retired_at = null where id = :id")
                .bind("id", id)
                .execute();
    }

    /** The default branch does not define it any more: it starts by nothing, and its versions stay. */
    void retire(Transaction tx, UUID id, Instant now) {
        tx.handle()
                .createUpdate("update pipeline.workflow set retired_at = :now where id = :id and retired_at is null")
                .bind("id", id)
                .bind("now", time(now))
                .execute();
        tx.handle()
                .createUpdate("delete from pipeline.workflow_listener where workflow_id = :id")
                .bind("id", id)
                .execute();
        tx.handle()
                .createUpdate("delete from pipeline.workflow_schedule where workflow_id = :id")
                .bind("id", id)
                .execute();
    }

    /** Whether it may start; false, and nothing is changed, if it is as requested. */
    boolean switchTo(Transaction tx, UUID id, boolean enabled, String by, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.workflow set enabled = :enabled, switched_by = :by, switched_at = :now
                        where id = :id and enabled <> :enabled
                        """)
                        .bind("id", id)
                        .bind("enabled", enabled)
                        .bind("by", by)
                        .bind("now", time(now))
                        .execute()
                > 0;
    }

    /** Replaces the events of other repositories that start it. */
    void listen(Transaction tx, UUID id, NewVersion version) {
        tx.handle()
                .createUpdate("delete from pipeline.workflow_listener where workflow_id = :id")
                .bind("id", id)
                .execute();
        version.listens()
                .forEach(pattern -> tx.handle()
                        .createUpdate("""
                        insert into pipeline.workflow_listener (workflow_id, repository, event)
                        values (:id, :repository, :event)
                        on conflict do nothing
                        """)
                        .bind("id", id)
                        .bind(
                                "repository",
                                pattern.namedRepository().orElseThrow().toLowerCase(Locale.ROOT))
                        .bind("event", pattern.event().wireName())
                        .execute());
    }

    /**
     * Pipelines of other repositories of the team that may start, and whose events name this one.
     *
     * @param repository {@code owner/name}
     */
    List<WorkflowRow> listeners(
            Transaction tx, String team, String upstreamKey, String repository, TriggerEvent event, int limit) {
        return tx.handle()
                .createQuery(ROWS + """
                        join pipeline.workflow_listener l on l.workflow_id = w.id
                        where l.repository = :repository and l.event = :event and w.team = :team
                          and w.upstream_key <> :key and w.enabled and w.retired_at is null
                        order by w.id
                        limit :limit
                        """)
                .bind("repository", repository.toLowerCase(Locale.ROOT))
                .bind("event", event.wireName())
                .bind("team", team)
                .bind("key", upstreamKey)
                .bind("limit", limit)
                .map((row, context) -> workflow(row))
                .list();
    }

    private static WorkflowRow workflow(ResultSet row) throws SQLException {
        return new WorkflowRow(
                row.getObject("id", UUID.class),
                row.getString("team"),
                row.getString("upstream_key"),
                WorkflowKind.find(row.getString("kind")).orElseThrow(),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getInt("latest"),
                row.getString("version"),
                row.getString("definition"),
                Optional.ofNullable(row.getTimestamp("retired_at")).map(time -> time.toInstant()));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
