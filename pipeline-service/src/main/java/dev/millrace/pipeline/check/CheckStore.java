package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.pipeline.check.CheckRow.Lane;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.check_run}. */
@Singleton
final class CheckStore {

    /**
     * What is due: unpublished, not parked, its installation usable, and progress not more often than configured and not of
     * a superseded commit. Of many check runs that one commit gets at once, the first three are shown as queued at once, the others
     * when they begin, or have waited for as long as progress does: twenty take 43 writes instead of 60.
     */
    static final String DUE = """
            c.state = 'open' and c.published_version < c.desired_version and c.not_before <= :now
            and not exists (
                select 1 from pipeline.installation i
                where i.instance = c.instance and i.installation_id = c.installation_id and i.state <> 'ACTIVE')
            and (c.desired_status <> 'in_progress' or c.published_status is distinct from 'in_progress'
                 or c.published_at <= :progressBefore)
            and (c.desired_status = 'completed' or c.progress)
            and (c.desired_status <> 'queued' or c.published_version > 0 or c.wanted_at <= :progressBefore
                 or (select count(*) from pipeline.check_run o
                     where o.instance = c.instance and o.installation_id = c.installation_id
                       and o.head_sha = c.head_sha and o.wanted_at > c.wanted_at - interval '15 seconds'
                       and (o.wanted_at, o.external_id) < (c.wanted_at, c.external_id)) < 3)
            """;

    /**
     * Sets what a check run should show, and creates it if it is new. A completed one stays as it is; only a neutral one,
     * which states that nothing was decided, and one that the forge has reset may be completed with another conclusion.
     */
    void want(Transaction tx, NewCheck check, Lane lane, CheckContent content, Instant now) {
        want(tx, check, lane, content, Build.NONE, now);
    }

    /**
     * What a check run has besides its content.
     *
     * @param isBuild whether it is about a build
     * @param annotations how many of the build belong to it
     */
    record Build(boolean isBuild, int annotations) {

        static final Build NONE = new Build(false, 0);
    }

    /** As above, for a build's. */
    void want(Transaction tx, NewCheck check, Lane lane, CheckContent content, Build build, Instant now) {
        LaneStore.add(tx, lane, now);
        tx.handle()
                .createUpdate("""
                        insert into pipeline.check_run as c (external_id, instance, installation_id, repository,
                            forge_repository_id, name, head_sha, desired_status, desired, first_progress, not_before,
                            wanted_at, traceparent, of_build, annotations)
                        values (:externalId, :instance, :installation, :repository, :forgeRepositoryId, :name, :sha,
                            :status, :content::jsonb,
                            case when :status = 'in_progress' then :content::jsonb end, :now, :now, :traceparent,
                            :ofBuild, :annotations)
                        on conflict (external_id) do update
                        set desired_version = c.desired_version + 1, desired_status = excluded.desired_status,
                            desired = excluded.desired,
                            first_progress = coalesce(c.first_progress, excluded.first_progress),
                            traceparent = excluded.traceparent, of_build = excluded.of_build,
                            annotations = excluded.annotations, replaceable = false
                        where c.desired_status <> 'completed'
                           or (c.replaceable or c.desired ->> 'conclusion' = 'NEUTRAL')
                              and excluded.desired_status = 'completed'
                        """)
                .bind("externalId", check.externalId())
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .bind("repository", check.repository())
                .bind("forgeRepositoryId", check.forgeRepositoryId())
                .bind("name", check.name())
                .bind("sha", check.headSha())
                .bind("status", word(content.status()))
                .bind("content", StoredContent.write(content))
                .bind("ofBuild", build.isBuild())
                .bind("annotations", build.annotations())
                .bind("now", time(now))
                .bind("traceparent", TraceParent.current())
                .execute();
    }

    boolean exists(Transaction tx, UUID externalId) {
        return tx.handle()
                .createQuery("select exists (select 1 from pipeline.check_run where external_id = :id)")
                .bind("id", externalId)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether a check run of this reference has this name, and is of this commit. */
    boolean isCalled(Transaction tx, UUID externalId, String name, FileCheck place) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.check_run
                            where external_id = :id and name = :name and instance = :instance
                              and forge_repository_id = :repository and head_sha = :sha)
                        """)
                .bind("id", externalId)
                .bind("name", name)
                .bind("instance", place.instance())
                .bind("repository", place.forgeRepositoryId())
                .bind("sha", place.headSha())
                .mapTo(Boolean.class)
                .one();
    }

    /** What a check run should show now. */
    Optional<CheckContent> desired(Transaction tx, UUID externalId) {
        return tx.handle()
                .createQuery("select desired from pipeline.check_run where external_id = :id")
                .bind("id", externalId)
                .map((row, context) -> StoredContent.read(row.getString("desired")))
                .findOne();
    }

    /** Gives a completed check run another end. */
    void replaceEnd(Transaction tx, UUID externalId, CheckContent content) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run
                        set desired_version = desired_version + 1, desired = :content::jsonb, traceparent = :traceparent
                        where external_id = :id and desired_status = 'completed'
                        """)
                .bind("id", externalId)
                .bind("content", StoredContent.write(content))
                .bind("traceparent", TraceParent.current())
                .execute();
    }

    /** Lets a completed check run have another conclusion, once. */
    void makeReplaceable(Transaction tx, UUID externalId) {
        tx.handle()
                .createUpdate("update pipeline.check_run set replaceable = true where external_id = :id")
                .bind("id", externalId)
                .execute();
    }

    /** Lets a completed check run be written again as it is; false if there is none. */
    boolean repeat(Transaction tx, UUID externalId) {
        return tx.handle().createUpdate("""
                                update pipeline.check_run set desired_version = desired_version + 1
                                where external_id = :id and desired_status = 'completed'
                                """).bind("id", externalId).execute() > 0;
    }

    /** Completes a neutral check run, or one that the forge has reset, with another conclusion; false if there is none. */
    boolean replaceNeutral(Transaction tx, UUID externalId, CheckContent content) {
        return tx.handle()
                        .createUpdate("""
                                update pipeline.check_run
                                set desired_version = desired_version + 1, desired = :content::jsonb,
                                    traceparent = :traceparent, replaceable = false
                                where external_id = :id and desired_status = 'completed'
                                  and (replaceable or desired ->> 'conclusion' = 'NEUTRAL')
                                """)
                        .bind("id", externalId)
                        .bind("content", StoredContent.write(content))
                        .bind("traceparent", TraceParent.current())
                        .execute()
                > 0;
    }

    /** From now on only the conclusion of these check runs is published. */
    void stopProgress(Transaction tx, Collection<UUID> externalIds) {
        tx.handle()
                .createUpdate("update pipeline.check_run set progress = false where external_id = any(:ids)")
                .bindArray("ids", UUID.class, externalIds.toArray())
                .execute();
    }

    /**
     * Lanes that have something due, and since when the forge could show a check run that it does not show yet. A check run
     * that is only to be updated counts as due but has no age: when its newest version was wanted is not stored.
     */
    Waiting waiting(Transaction tx, Instant now, Duration progress) {
        return Waiting.of(tx.handle()
                .createQuery("""
                        select count(distinct (c.instance, c.installation_id)) as waiting,
                               min(greatest(c.wanted_at, c.not_before)) filter (where c.published_version = 0) as since
                        from pipeline.check_run c
                        where %s
                        """.formatted(DUE))
                .bind("now", time(now))
                .bind("progressBefore", time(now.minus(progress))));
    }

    /** The newest check run of this name at a commit, as it should be shown. */
    Optional<ShownCheck> newest(Transaction tx, String instance, String forgeRepositoryId, String sha, String name) {
        return tx.handle()
                .createQuery("""
                        select desired_status, desired ->> 'conclusion' as conclusion from pipeline.check_run
                        where instance = :instance and forge_repository_id = :repository and head_sha = :sha
                          and name = :name
                        order by wanted_at desc, external_id
                        limit 1
                        """)
                .bind("instance", instance)
                .bind("repository", forgeRepositoryId)
                .bind("sha", sha)
                .bind("name", name)
                .map((row, context) -> new ShownCheck(
                        row.getString("desired_status").equals(word(CheckContent.Status.COMPLETED)),
                        Optional.ofNullable(row.getString("conclusion")).map(CheckRunState.Conclusion::valueOf)))
                .findOne();
    }

    /** The check run that is due first in a lane: new ones, then completions, then first signs of work, then progress. */
    Optional<CheckRow> next(Transaction tx, Lane lane, Instant now, Duration progress) {
        return tx.handle()
                .createQuery("""
                        select c.*, c.as_status or c.forge_id is null and l.as_status as status_only
                        from pipeline.check_run c
                        join pipeline.check_lane l on l.instance = c.instance and l.installation_id = c.installation_id
                        where c.instance = :instance and c.installation_id = :installation and %s
                        order by case when c.forge_id is null then 0
                                      when c.desired_status = 'completed' then 1
                                      when c.published_status is distinct from c.desired_status then 2
                                      else 3 end, c.wanted_at
                        limit 1
                        """.formatted(DUE))
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .bind("now", time(now))
                .bind("progressBefore", time(now.minus(progress)))
                .map((row, context) -> row(row))
                .findOne();
    }

    /** A create is about to be sent. */
    void noteCreate(Transaction tx, CheckRow row) {
        tx.handle().createUpdate("""
                        update pipeline.check_run set create_sent = true, attempts = attempts + 1
                        where external_id = :id
                        """).bind("id", row.externalId()).execute();
    }

    /** The forge has a check run of ours, in whatever state. */
    void noteForgeId(Transaction tx, CheckRow row, long forgeId) {
        tx.handle()
                .createUpdate("update pipeline.check_run set forge_id = :forgeId where external_id = :id")
                .bind("id", row.externalId())
                .bind("forgeId", forgeId)
                .execute();
    }

    /**
     * The forge shows this version. False if a newer one was published meanwhile by another owner of the lane: then this
     * write came last and has replaced it at the forge, so the newest is due again.
     */
    boolean notePublished(Transaction tx, CheckRow row, long forgeId, Instant now) {
        boolean newest = tx.handle()
                        .createUpdate("""
                        update pipeline.check_run
                        set forge_id = :forgeId, published_version = :version, published_status = :status,
                            published_at = :now, failures = 0, last_error = null, annotations_unsure = false,
                            annotations_sent = case when :status = 'completed' then annotations else annotations_sent end
                        where external_id = :id and published_version < :version
                        """)
                        .bind("id", row.externalId())
                        .bind("forgeId", forgeId)
                        .bind("version", row.version())
                        .bind("status", word(row.content().status()))
                        .bind("now", time(now))
                        .execute()
                > 0;
        if (!newest) {
            tx.handle().createUpdate("""
                            update pipeline.check_run set published_version = least(published_version, desired_version - 1)
                            where external_id = :id
                            """).bind("id", row.externalId()).execute();
        }
        return newest;
    }

    /** A call failed and will be retried. */
    void noteFailure(Transaction tx, CheckRow row, String error, Instant notBefore) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run
                        set failures = failures + 1, last_error = :error, not_before = :notBefore
                        where external_id = :id
                        """)
                .bind("id", row.externalId())
                .bind("error", error.replace('\0', ' '))
                .bind("notBefore", time(notBefore))
                .execute();
    }

    /** The forge refuses it in the current state. */
    void setAside(Transaction tx, CheckRow row, String state, String error) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run set state = :state, failures = failures + 1, last_error = :error
                        where external_id = :id
                        """)
                .bind("id", row.externalId())
                .bind("state", state)
                .bind("error", error.replace('\0', ' '))
                .execute();
    }

    /** The repository has another name now, for this check run and for the others that are still to be written. */
    void rename(Transaction tx, CheckRow row, String repository) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run set repository = :name
                        where instance = :instance and installation_id = :installation
                          and forge_repository_id = :forgeRepositoryId and repository = :before
                          and state in ('open', 'parked') and published_version < desired_version
                           or external_id = :id
                        """)
                .bind("instance", row.lane().instance())
                .bind("installation", row.lane().installationId())
                .bind("forgeRepositoryId", row.forgeRepositoryId())
                .bind("before", row.repository())
                .bind("id", row.externalId())
                .bind("name", repository)
                .execute();
    }

    /** Parked check runs may be published again; those of which nothing is shown are tried as check runs again. */
    void unpark(Transaction tx, Lane lane) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run set state = 'open', as_status = as_status and published_version > 0
                        where instance = :instance and installation_id = :installation and state = 'parked'
                        """)
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .execute();
    }

    /** The content to publish next: the newest version, but the start of the work before its end. */
    private static CheckRow row(ResultSet row) throws SQLException {
        String began = row.getString("first_progress");
        boolean beganUnseen = began != null
                && row.getBoolean("progress")
                && row.getString("desired_status").equals("completed")
                && (row.getString("published_status") == null
                        || row.getString("published_status").equals("queued"));
        return new CheckRow(
                row.getObject("external_id", UUID.class),
                new Lane(row.getString("instance"), row.getString("installation_id")),
                row.getString("repository"),
                row.getString("forge_repository_id"),
                row.getString("name"),
                row.getString("head_sha"),
                row.getLong("desired_version") - (beganUnseen ? 1 : 0),
                StoredContent.read(beganUnseen ? began : row.getString("desired")),
                Optional.ofNullable(row.getString("published_status"))
                        .map(status -> CheckContent.Status.valueOf(status.toUpperCase(Locale.ROOT))),
                Optional.ofNullable(row.getObject("forge_id", Long.class)),
                row.getBoolean("create_sent"),
                row.getInt("failures"),
                new CheckRow.Annotated(
                        row.getInt("annotations"),
                        row.getInt("annotations_sent"),
                        row.getBoolean("annotations_unsure")),
                row.getBoolean("of_build"),
                row.getBoolean("status_only"),
                Optional.ofNullable(row.getString("traceparent")));
    }

    static String word(CheckContent.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
