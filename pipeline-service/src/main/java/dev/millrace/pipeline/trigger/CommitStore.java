package dev.millrace.pipeline.trigger;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;

/** What the table {@code pipeline.trigger} has of one commit, and {@code pipeline.merge_group_end}. */
@Singleton
final class CommitStore {

    /** Each event of a commit is a trigger of its own; older ones than these are not resolved again. */
    private static final int MOST_READ_AGAIN = 50;

    /** Until the transaction ends, no other one decides about announcements of this commit. */
    void lock(Transaction tx, String upstreamKey, String sha) {
        tx.handle()
                .createQuery("select 1 from pg_advisory_xact_lock(hashtext('pipeline.trigger'), hashtext(:commit))")
                .bind("commit", upstreamKey + " " + sha)
                .mapTo(Integer.class)
                .one();
    }

    /** Whether the push of this commit to this branch has a trigger. */
    boolean isAnnounced(Transaction tx, TriggerRow trigger) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.trigger
                            where upstream_key = :key and sha = :sha and ref = :ref and event = :event)
                        """)
                .bind("key", trigger.upstreamKey())
                .bind("sha", trigger.sha())
                .bind("ref", trigger.ref())
                .bind("event", trigger.event().wireName())
                .mapTo(Boolean.class)
                .one();
    }

    /** Notes that a check suite has announced the push. */
    void noteSuite(Transaction tx, TriggerRow trigger) {
        tx.handle()
                .createUpdate("update pipeline.trigger set by_suite = true where event_id = :id")
                .bind("id", trigger.eventId())
                .execute();
    }

    /**
     * Whether a check suite has announced this push before; if so, it has announced no other one. A later push of the same commit
     * to the same branch is another one.
     */
    boolean wasAnnouncedBySuite(Transaction tx, TriggerRow push) {
        return tx.handle()
                        .createUpdate("""
                        update pipeline.trigger set push_event_id = :id
                        where event_id = (
                            select event_id from pipeline.trigger
                            where upstream_key = :key and sha = :sha and ref = :ref and event = :event and by_suite
                              and (push_event_id is null or push_event_id = :id)
                            order by push_event_id nulls last
                            limit 1)
                        """)
                        .bind("id", push.eventId())
                        .bind("key", push.upstreamKey())
                        .bind("sha", push.sha())
                        .bind("ref", push.ref())
                        .bind("event", push.event().wireName())
                        .execute()
                > 0;
    }

    /**
     * Makes the triggers of a commit due that started no build, except those of merge groups that are gone.
     *
     * @param by who requests it
     * @return how many
     */
    int readAgain(Transaction tx, String upstreamKey, String sha, String by, Instant now) {
        return tx.handle()
                .createUpdate("""
                        update pipeline.trigger
                        set state = 'waiting', next_attempt_at = :now, attempts = 0, settled_at = null, actor = :by
                        where event_id in (
                            select event_id from pipeline.trigger
                            where upstream_key = :key and (sha = :sha or commit_sha = :sha) and state <> 'started'
                              and event = any(:known)
                              and (event <> :group or not exists (
                                select 1 from pipeline.merge_group_end
                                where upstream_key = :key and head_sha = :sha))
                            order by received_at desc
                            limit :limit)
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("by", by)
                .bind("key", upstreamKey)
                .bind("sha", sha)
                .bindArray("known", String.class, (Object[]) TriggerEvent.wireNames())
                .bind("group", TriggerEvent.MERGE_GROUP.wireName())
                .bind("limit", MOST_READ_AGAIN)
                .execute();
    }

    /** Whether a merge group is gone, given by its commit. */
    boolean isGone(Transaction tx, String upstreamKey, String sha) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from pipeline.merge_group_end where upstream_key = :key and head_sha = :sha)
                        """)
                .bind("key", upstreamKey)
                .bind("sha", sha)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Notes that a merge group is gone, and ends the wait of its triggers.
     *
     * @return how many waited
     */
    int endGroup(Transaction tx, String upstreamKey, String sha, String reason, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.merge_group_end (upstream_key, head_sha, ended_at) values (:key, :sha, :now)
                        on conflict do nothing
                        """)
                .bind("key", upstreamKey)
                .bind("sha", sha)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        return tx.handle()
                .createUpdate("""
                        update pipeline.trigger set state = 'unwanted', reason = :reason, settled_at = :now
                        where upstream_key = :key and sha = :sha and event = :group and state = 'waiting'
                        """)
                .bind("reason", reason)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("key", upstreamKey)
                .bind("sha", sha)
                .bind("group", TriggerEvent.MERGE_GROUP.wireName())
                .execute();
    }
}
