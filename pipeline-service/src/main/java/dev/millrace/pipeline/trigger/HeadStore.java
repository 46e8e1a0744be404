package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The heads of changes that rows of {@code pipeline.trigger} have reported. */
@Singleton
final class HeadStore {

    /** By the forge's time; of two events of the same time, the one that arrived later is the newer one. */
    private static final String NEWEST = " order by coalesce(occurred_at, received_at) desc, received_at desc limit 1";

    /** The newest head that was reported for a time before this one. */
    Optional<String> before(Transaction tx, String upstreamKey, long number, Instant time) {
        return tx.handle()
                .createQuery("""
                        select sha from pipeline.trigger
                        where upstream_key = :key and change_number = :number and event = any(:heads)
                          and coalesce(occurred_at, received_at) < :time
                        """ + NEWEST)
                .bind("key", upstreamKey)
                .bind("number", number)
                .bindArray("heads", String.class, heads())
                .bind("time", time.atOffset(ZoneOffset.UTC))
                .mapTo(String.class)
                .findOne();
    }

    /** The newest event that reported this head. */
    Optional<TriggerEvent> event(Transaction tx, String upstreamKey, long number, String sha) {
        return tx.handle()
                .createQuery("""
                        select event from pipeline.trigger
                        where upstream_key = :key and change_number = :number and event = any(:heads) and sha = :sha
                        """ + NEWEST)
                .bind("key", upstreamKey)
                .bind("number", number)
                .bindArray("heads", String.class, heads())
                .bind("sha", sha)
                .mapTo(String.class)
                .findOne()
                .flatMap(TriggerEvent::find);
    }

    /** The commit of the base branch that the newest event with this head stated. */
    Optional<String> base(Transaction tx, String upstreamKey, long number, String sha) {
        return tx.handle()
                .createQuery("""
                        select base_sha from pipeline.trigger
                        where upstream_key = :key and change_number = :number and event = any(:heads) and sha = :sha
                          and base_sha is not null
                        """ + NEWEST)
                .bind("key", upstreamKey)
                .bind("number", number)
                .bindArray("heads", String.class, heads())
                .bind("sha", sha)
                .mapTo(String.class)
                .findOne();
    }

    /** Whether an event has reported this head of a change from a fork. */
    boolean isFromFork(Transaction tx, String upstreamKey, long number, String sha) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.trigger
                            where upstream_key = :key and change_number = :number and event = any(:heads) and sha = :sha
                              and (from_fork or untrusted))
                        """)
                .bind("key", upstreamKey)
                .bind("number", number)
                .bindArray("heads", String.class, heads())
                .bind("sha", sha)
                .mapTo(Boolean.class)
                .one();
    }

    /** Locks the row of an event until the transaction ends. */
    void lock(Transaction tx, UUID eventId) {
        tx.handle()
                .createQuery("select 1 from pipeline.trigger where event_id = :id for update")
                .bind("id", eventId)
                .mapTo(Integer.class)
                .findOne();
    }

    /** Lets the newest event that reported this head of a change from a fork be resolved again; false if there is none. */
    boolean reopen(Transaction tx, String upstreamKey, long number, String sha, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.trigger
                        set state = case when state = 'started' then state else 'waiting' end,
                            next_attempt_at = :now, reason = null, settled_at = null
                        where event_id = (
                            select event_id from pipeline.trigger
                            where upstream_key = :key and change_number = :number and event = any(:heads)
                              and sha = :sha and from_fork
                        """ + NEWEST + ")")
                        .bind("key", upstreamKey)
                        .bind("number", number)
                        .bindArray("heads", String.class, heads())
                        .bind("sha", sha)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    private static Object[] heads() {
        return TriggerRow.HEADS.stream().map(TriggerEvent::wireName).toArray();
    }
}
