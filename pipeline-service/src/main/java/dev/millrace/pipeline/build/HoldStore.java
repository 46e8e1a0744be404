package dev.millrace.pipeline.build;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.change_hold}. */
@Singleton
final class HoldStore {

    /**
     * The condition that a hold keeps a job from being claimed: no job of its build has begun.
     *
     * @param job alias of the job's row
     */
    static String isHeld(String job) {
        return """
                (exists (
                    select 1 from pipeline.build held
                    join pipeline.change_hold h on h.instance = held.instance
                      and h.forge_repository_id = held.forge_repository_id and h.change_number = held.change_number
                    where held.id = %s.build_id and held.started_at is null
                      and held.event not in ('pull_request.merged', 'pull_request.closed')))
                """.formatted(job);
    }

    /** Whether builds of the event can be held; the same as in {@link #isHeld}. */
    static boolean concerns(TriggerEvent event) {
        return event != TriggerEvent.CHANGE_MERGED && event != TriggerEvent.CHANGE_CLOSED;
    }

    boolean add(Transaction tx, String instance, String repository, long number, String by, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        insert into pipeline.change_hold (instance, forge_repository_id, change_number, held_by, held_at)
                        values (:instance, :repository, :number, :by, :now)
                        on conflict do nothing
                        """)
                        .bind("instance", instance)
                        .bind("repository", repository)
                        .bind("number", number)
                        .bind("by", by)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    boolean remove(Transaction tx, String instance, String repository, long number) {
        return tx.handle()
                        .createUpdate("""
                        delete from pipeline.change_hold
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                        """)
                        .bind("instance", instance)
                        .bind("repository", repository)
                        .bind("number", number)
                        .execute()
                > 0;
    }

    Optional<String> heldBy(Transaction tx, String instance, String repository, long number) {
        return tx.handle()
                .createQuery("""
                        select held_by from pipeline.change_hold
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                        """)
                .bind("instance", instance)
                .bind("repository", repository)
                .bind("number", number)
                .mapTo(String.class)
                .findOne();
    }

    List<UUID> waiting(Transaction tx, String instance, String repository, long number) {
        return tx.handle()
                .createQuery("""
                        select id from pipeline.build
                        where instance = :instance and forge_repository_id = :repository and change_number = :number
                          and state = 'queued' and event not in ('pull_request.merged', 'pull_request.closed')
                        order by queued_at, id
                        """)
                .bind("instance", instance)
                .bind("repository", repository)
                .bind("number", number)
                .mapTo(UUID.class)
                .list();
    }
}
