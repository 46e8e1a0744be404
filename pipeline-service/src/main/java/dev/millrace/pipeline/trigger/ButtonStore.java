package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.trace.TraceParent;
import dev.millrace.pipeline.trigger.ButtonWorker.Claimed;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.button_use}. */
@Singleton
final class ButtonStore {

    /** Adds one that is due at once; a repeat changes nothing. */
    void add(Transaction tx, ButtonUse use, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.button_use (event_id, instance, installation_id, repository, forge_repository_id,
                            build_id, button, actor, requested_at, next_attempt_at, traceparent)
                        values (:eventId, :instance, :installationId, :repository, :forgeRepositoryId, :buildId, :button,
                            :actor, :requestedAt, :now, :traceparent)
                        on conflict do nothing
                        """)
                .bind("eventId", use.eventId())
                .bind("instance", use.instance())
                .bind("installationId", use.installationId())
                .bind("repository", use.repository())
                .bind("forgeRepositoryId", use.forgeRepositoryId())
                .bind("buildId", use.buildId())
                .bind("button", use.button().identifier())
                .bind("actor", use.actor())
                .bind("requestedAt", time(use.requestedAt()))
                .bind("now", time(now))
                .bind("traceparent", TraceParent.current())
                .execute();
    }

    /**
     * The use that is due longest, of a button that this version knows. Until {@code leaseUntil} no other worker gets it.
     */
    Optional<Claimed> claim(Transaction tx, Instant now, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.button_use set next_attempt_at = :leaseUntil, attempts = attempts + 1
                        where event_id = (
                            select event_id from pipeline.button_use
                            where state = 'waiting' and next_attempt_at <= :now and button = any(:known)
                            order by next_attempt_at
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("now", time(now))
                .bind("leaseUntil", time(leaseUntil))
                .bindArray("known", String.class, (Object[]) CheckButton.identifiers())
                .map((row, context) -> new Claimed(use(row), Optional.ofNullable(row.getString("traceparent"))))
                .findOne();
    }

    /** When the next one is due; in the past if it is. */
    Optional<Instant> nextDue(Transaction tx) {
        return tx.handle()
                .createQuery("""
                        select next_attempt_at from pipeline.button_use
                        where state = 'waiting' and button = any(:known) order by next_attempt_at limit 1
                        """)
                .bindArray("known", String.class, (Object[]) CheckButton.identifiers())
                .map((row, context) -> row.getTimestamp("next_attempt_at").toInstant())
                .findOne();
    }

    /** Those that are due. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(next_attempt_at) as since
                        from pipeline.button_use
                        where state = 'waiting' and next_attempt_at <= :now
                        """).bind("now", time(now)));
    }

    /** Sets the time of the next attempt; nothing is changed if another worker has settled or claimed it meanwhile. */
    void postpone(Transaction tx, ButtonUse use, Instant next, String reason) {
        tx.handle()
                .createUpdate("""
                        update pipeline.button_use set next_attempt_at = :next, reason = :reason
                        where event_id = :id and state = 'waiting' and attempts = :attempts
                        """)
                .bind("next", time(next))
                .bind("reason", reason.replace('\0', ' '))
                .bind("id", use.eventId())
                .bind("attempts", use.attempts())
                .execute();
    }

    /**
     * Ends the wait; false if another attempt has done so.
     *
     * @param state {@code done}, {@code refused} or {@code gave_up}
     */
    boolean settle(Transaction tx, ButtonUse use, String state, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.button_use set state = :state, settled_at = :now
                        where event_id = :id and state = 'waiting'
                        """)
                        .bind("state", state)
                        .bind("now", time(now))
                        .bind("id", use.eventId())
                        .execute()
                == 1;
    }

    /** Notes what became of it. */
    void note(Transaction tx, ButtonUse use, String reason) {
        tx.handle()
                .createUpdate("update pipeline.button_use set reason = :reason where event_id = :id")
                .bind("reason", reason.replace('\0', ' '))
                .bind("id", use.eventId())
                .execute();
    }

    private static ButtonUse use(ResultSet row) throws SQLException {
        return new ButtonUse(
                row.getObject("event_id", UUID.class),
                row.getString("instance"),
                row.getString("installation_id"),
                row.getString("repository"),
                row.getString("forge_repository_id"),
                row.getObject("build_id", UUID.class),
                CheckButton.find(row.getString("button")).orElseThrow(),
                row.getString("actor"),
                row.getTimestamp("requested_at").toInstant(),
                row.getInt("attempts"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
