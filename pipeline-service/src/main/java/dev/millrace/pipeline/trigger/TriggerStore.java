package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.pipeline.trigger.TriggerWorker.Claimed;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.trigger}. */
@Singleton
final class TriggerStore {

    /** How the wait of a trigger ended. */
    enum End {
        /** builds were made */
        STARTED,
        /** no pipeline in {@code ops.yml} has this trigger, or there is no {@code ops.yml} */
        UNWANTED,
        /** {@code ops.yml} cannot be read */
        BROKEN,
        /** the mirror did not serve the commit in time */
        GAVE_UP
    }

    /** Adds a trigger that is due at once; false, and nothing is changed, if it is a repeat. */
    boolean add(Transaction tx, TriggerRow trigger) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.trigger (event_id, instance, forge_repository_id, upstream_key, full_name,
                            installation_id, event, ref, base_ref, sha, change_number, from_fork, actor, occurred_at,
                            received_at, next_attempt_at, traceparent, untrusted, base_sha)
                        values (:eventId, :instance, :forgeRepositoryId, :upstreamKey, :fullName, :installationId,
                            :event, :ref, :baseRef, :sha, :changeNumber, :fromFork, :actor, :occurredAt, :receivedAt,
                            :receivedAt, :traceparent, :untrusted, :baseSha)
                        on conflict do nothing
                        """)
                        .bind("eventId", trigger.eventId())
                        .bind("instance", trigger.instance())
                        .bind("forgeRepositoryId", trigger.forgeRepositoryId())
                        .bind("upstreamKey", trigger.upstreamKey())
                        .bind("fullName", trigger.fullName())
                        .bind("installationId", trigger.installationId())
                        .bind("event", trigger.event().wireName())
                        .bind("ref", trigger.ref())
                        .bind("baseRef", trigger.baseRef())
                        .bind("sha", trigger.sha())
                        .bind("changeNumber", trigger.changeNumber().orElse(null))
                        .bind("fromFork", trigger.fromFork())
                        .bind("actor", trigger.actor())
                        .bind("occurredAt", time(trigger.occurredAt()))
                        .bind("receivedAt", time(trigger.receivedAt()))
                        .bind("traceparent", TraceParent.current())
                        .bind("untrusted", trigger.untrusted())
                        .bind("baseSha", trigger.baseSha())
                        .execute()
                > 0;
    }

    /**
     * Whether the change has a newer head since. The forge's time decides, since an older event can arrive later; of two
     * events of the same time, which the forge gives in seconds, the one that arrived later is the newer one.
     */
    boolean isSuperseded(Transaction tx, TriggerRow trigger) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.trigger
                            where upstream_key = :key and change_number = :number and sha <> :sha
                              and event = any(:heads)
                              and (coalesce(occurred_at, received_at), received_at) > (:occurredAt, :receivedAt))
                        """)
                .bind("key", trigger.upstreamKey())
                .bind("number", trigger.changeNumber().orElse(null))
                .bind("sha", trigger.sha())
                .bindArray(
                        "heads",
                        String.class,
                        TriggerRow.HEADS.stream().map(TriggerEvent::wireName).toArray())
                .bind("occurredAt", time(trigger.occurredAt()))
                .bind("receivedAt", time(trigger.receivedAt()))
                .mapTo(Boolean.class)
                .one();
    }

    /** Makes all triggers due that wait for this repository; returns how many. */
    int wake(Transaction tx, String upstreamKey, Instant now) {
        return tx.handle()
                .createUpdate("""
                        update pipeline.trigger set next_attempt_at = :now
                        where upstream_key = :key and state = 'waiting'
                        """)
                .bind("key", upstreamKey)
                .bind("now", time(now))
                .execute();
    }

    /**
     * The trigger that is due longest, of an event that this version knows: others are left to instances of a newer one. Until {@code leaseUntil} no other worker gets it, unless it is woken: then a second
     * attempt runs in parallel with the first, and the one that settles it counts.
     */
    Optional<Claimed> claim(Transaction tx, Instant now, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.trigger set next_attempt_at = :leaseUntil, attempts = attempts + 1
                        where event_id = (
                            select event_id from pipeline.trigger
                            where state = 'waiting' and next_attempt_at <= :now and event = any(:known)
                            order by next_attempt_at
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("now", time(now))
                .bind("leaseUntil", time(leaseUntil))
                .bindArray("known", String.class, (Object[]) TriggerEvent.wireNames())
                .map((row, context) ->
                        new Claimed(trigger(row), leaseUntil, Optional.ofNullable(row.getString("traceparent"))))
                .findOne();
    }

    /** When the next trigger is due; in the past if it is. */
    Optional<Instant> nextDue(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select next_attempt_at from pipeline.trigger
                        where state = 'waiting' and event = any(:known) order by next_attempt_at limit 1
                        """)
                .bindArray("known", String.class, (Object[]) TriggerEvent.wireNames())
                .map((row, context) -> row.getTimestamp("next_attempt_at").toInstant())
                .findOne();
    }

    /** Triggers that are due. Those that wait for their mirror, between two attempts, are not. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(next_attempt_at) as since
                        from pipeline.trigger
                        where state = 'waiting' and next_attempt_at <= :now
                        """).bind("now", time(now)));
    }

    /** Sets the time of the next attempt; false, and nothing is changed, if it was woken, claimed or settled meanwhile. */
    boolean postpone(Transaction tx, TriggerRow trigger, Instant claimedUntil, Instant next, String reason) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.trigger set next_attempt_at = :next, reason = :reason
                        where event_id = :id and state = 'waiting' and attempts = :attempts
                          and next_attempt_at = :claimedUntil
                        """)
                        .bind("id", trigger.eventId())
                        .bind("attempts", trigger.attempts())
                        .bind("claimedUntil", time(claimedUntil))
                        .bind("next", time(next))
                        .bind("reason", reason)
                        .execute()
                > 0;
    }

    /** Ends the wait; false if another attempt has done so. */
    boolean settle(Transaction tx, TriggerRow trigger, End end, Optional<String> reason, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.trigger set state = :state, reason = :reason, settled_at = :now
                        where event_id = :id and state = 'waiting'
                        """)
                        .bind("id", trigger.eventId())
                        .bind("state", end.name().toLowerCase(Locale.ROOT))
                        .bind("reason", reason)
                        .bind("now", time(now))
                        .execute()
                == 1;
    }

    /** The commit that a trigger was resolved to. */
    void noteCommit(Transaction tx, TriggerRow trigger, String commit) {
        tx.handle()
                .createUpdate("update pipeline.trigger set commit_sha = :commit where event_id = :id")
                .bind("commit", commit)
                .bind("id", trigger.eventId())
                .execute();
    }

    private static TriggerRow trigger(ResultSet row) throws SQLException {
        return new TriggerRow(
                row.getObject("event_id", UUID.class),
                row.getString("instance"),
                row.getString("forge_repository_id"),
                row.getString("full_name"),
                Optional.ofNullable(row.getString("installation_id")),
                TriggerEvent.find(row.getString("event")).orElseThrow(),
                row.getString("ref"),
                Optional.ofNullable(row.getString("base_ref")),
                row.getString("sha"),
                Optional.ofNullable(row.getObject("change_number", Long.class)),
                row.getBoolean("from_fork"),
                Optional.ofNullable(row.getString("actor")),
                Optional.ofNullable(row.getTimestamp("occurred_at"))
                        .orElse(row.getTimestamp("received_at"))
                        .toInstant(),
                row.getTimestamp("received_at").toInstant(),
                row.getInt("attempts"),
                isUntrusted(row),
                Optional.ofNullable(row.getString("base_sha")));
    }

    /** A trigger of which it is not stated may be of any change, also one from a fork; only what was merged is not. */
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
