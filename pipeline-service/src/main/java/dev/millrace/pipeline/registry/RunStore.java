package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildRow;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.workflow_run}. */
@Singleton
final class RunStore {

    /** Notes that a build is a run of a workflow; nothing happens if there is no such workflow. */
    void add(Transaction tx, BuildRow build, UUID workflowId, Optional<Integer> number, Optional<String> request) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.workflow_run (event_id, pipeline, workflow_id, number, request, started_at)
                        select :event, :pipeline, id, :number, :request, :now from pipeline.workflow where id = :workflow
                        on conflict do nothing
                        """)
                .bind("event", build.eventId())
                .bind("pipeline", build.pipeline().name())
                .bind("workflow", workflowId)
                .bind("number", number.orElse(null))
                .bind("request", request)
                .bind("now", build.queuedAt().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Whether the build answers this request, as far as requests are compared. */
    boolean isRequest(Transaction tx, BuildRow build, Optional<String> request) {
        return request.isEmpty()
                || tx.handle()
                        .createQuery("""
                                select request = :request from pipeline.workflow_run
                                where event_id = :event and pipeline = :pipeline
                                """)
                        .bind("request", request)
                        .bind("event", build.eventId())
                        .bind("pipeline", build.pipeline().name())
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false);
    }

    /** The workflow of which a build is a run. */
    Optional<UUID> workflowOf(Transaction tx, BuildRow build) {
        return tx.handle()
                .createQuery("""
                        select workflow_id from pipeline.workflow_run where event_id = :event and pipeline = :pipeline
                        """)
                .bind("event", build.eventId())
                .bind("pipeline", build.pipeline().name())
                .mapTo(UUID.class)
                .findOne();
    }
}
