package dev.millrace.pipeline.check;

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
import java.util.Set;
import java.util.UUID;

/** The tables {@code pipeline.check_run} and {@code pipeline.check_lane}. */
@Singleton
final class CheckStore {

    /**
     * What is due: unpublished, not parked, its installation usable, and progress not more often than configured and not of
     * a superseded commit.
     */
    private static final String DUE = """
            c.state = 'open' and c.published_version < c.desired_version and c.not_before <= :now
            and not exists (
                select 1 from pipeline.installation i
                where i.instance = c.instance and i.installation_id = c.installation_id and i.state <> 'ACTIVE')
            and (c.desired_status <> 'in_progress' or c.published_status is distinct from 'in_progress'
                 or c.published_at <= :progressBefore)
            and (c.desired_status = 'completed' or c.progress)
            """;

    /**
     * Sets what a check run should show, and creates it if it is new. A completed one stays as it is; only a neutral one,
     * which states that nothing was decided, may be completed with another conclusion.
     */
    void want(Transaction tx, NewCheck check, Lane lane, CheckContent content, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.check_lane (instance, installation_id, owned_until, next_write_at)
                        values (:instance, :installation, :now, :now)
                        on conflict do nothing
                        """)
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .bind("now", time(now))
                .execute();
        tx.handle()
                .createUpdate("""
                        insert into pipeline.check_run as c (external_id, instance, installation_id, repository,
                            forge_repository_id, name, head_sha, desired_status, desired, first_progress, not_before,
                            wanted_at, traceparent)
                        values (:externalId, :instance, :installation, :repository, :forgeRepositoryId, :name, :sha,
                            :status, :content::jsonb,
                            case when :status = 'in_progress' then :content::jsonb end, :now, :now, :traceparent)
                        on conflict (external_id) do update
                        set desired_version = c.desired_version + 1, desired_status = excluded.desired_status,
                            desired = excluded.desired,
                            first_progress = coalesce(c.first_progress, excluded.first_progress),
                            traceparent = excluded.traceparent
                        where c.desired_status <> 'completed'
                           or c.desired ->> 'conclusion' = 'NEUTRAL' and excluded.desired_status = 'completed'
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

    /** Completes a neutral check run with another conclusion; false if there is none. */
    boolean replaceNeutral(Transaction tx, UUID externalId, CheckContent content) {
        return tx.handle()
                        .createUpdate("""
                                update pipeline.check_run
                                set desired_version = desired_version + 1, desired = :content::jsonb,
                                    traceparent = :traceparent
                                where external_id = :id and desired_status = 'completed'
                                  and desired ->> 'conclusion' = 'NEUTRAL'
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
     * The right to write in a lane.
     *
     * @param owner random, different for each claim
     */
    record LaneClaim(Lane lane, UUID owner) {}

    /** Takes a lane that has something due and no owner, or one whose lease has expired. */
    Optional<LaneClaim> claimLane(Transaction tx, Instant now, Instant until, Duration progress) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane l set owner = gen_random_uuid(), owned_until = :until
                        from (
                            select instance, installation_id from pipeline.check_lane free
                            where (free.owner is null or free.owned_until <= :now) and free.next_write_at <= :soon
                              and exists (
                                select 1 from pipeline.check_run c
                                where c.instance = free.instance and c.installation_id = free.installation_id
                                  and %s)
                            limit 1
                            for update skip locked) chosen
                        where l.instance = chosen.instance and l.installation_id = chosen.installation_id
                        returning l.instance, l.installation_id, l.owner
                        """.formatted(DUE))
                .bind("now", time(now))
                .bind("soon", time(now.plusSeconds(2)))
                .bind("until", time(until))
                .bind("progressBefore", time(now.minus(progress)))
                .map((row, context) -> new LaneClaim(
                        new Lane(row.getString("instance"), row.getString("installation_id")),
                        row.getObject("owner", UUID.class)))
                .findOne();
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

    /** Renews lanes by their owners; those that are not in the result have another owner. */
    Set<UUID> keepLanes(Transaction tx, Set<UUID> owners, Instant until) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane set owned_until = :until where owner = any(:owners)
                        returning owner
                        """)
                .bind("until", time(until))
                .bindArray("owners", UUID.class, owners.toArray())
                .mapTo(UUID.class)
                .set();
    }

    /** Keeps a lane; the time before which nothing may be written, or empty if it has another owner. */
    Optional<Instant> keepLane(Transaction tx, LaneClaim claim, Instant until) {
        return tx.handle()
                .createQuery("""
                        update pipeline.check_lane set owned_until = :until
                        where instance = :instance and installation_id = :installation and owner = :owner
                        returning next_write_at
                        """)
                .bind("until", time(until))
                .bind("instance", claim.lane().instance())
                .bind("installation", claim.lane().installationId())
                .bind("owner", claim.owner())
                .map((row, context) -> row.getTimestamp("next_write_at").toInstant())
                .findOne();
    }

    void releaseLane(Transaction tx, LaneClaim claim) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_lane set owner = null
                        where instance = :instance and installation_id = :installation and owner = :owner
                        """)
                .bind("instance", claim.lane().instance())
                .bind("installation", claim.lane().installationId())
                .bind("owner", claim.owner())
                .execute();
    }

    /** Nothing is written in the lane before this time. */
    void pauseLane(Transaction tx, Lane lane, Instant nextWriteAt) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_lane set next_write_at = :next
                        where instance = :instance and installation_id = :installation
                        """)
                .bind("next", time(nextWriteAt))
                .bind("instance", lane.instance())
                .bind("installation", lane.installationId())
                .execute();
    }

    /** The check run that is due first in a lane: new ones, then completions, then first signs of work, then progress. */
    Optional<CheckRow> next(Transaction tx, Lane lane, Instant now, Duration progress) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.check_run c
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
                            published_at = :now, failures = 0, last_error = null
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

    /** Parked check runs may be published again. */
    void unpark(Transaction tx, Lane lane) {
        tx.handle()
                .createUpdate("""
                        update pipeline.check_run set state = 'open'
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
                Optional.ofNullable(row.getString("traceparent")));
    }

    private static String word(CheckContent.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
