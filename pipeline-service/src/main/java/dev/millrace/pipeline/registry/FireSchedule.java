package dev.millrace.pipeline.registry;

import dev.millrace.events.EventIds;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.build.TriggerKind;
import dev.millrace.pipeline.workflow.DefinitionJson;
import dev.millrace.pipeline.workflow.EventFacts;
import dev.millrace.pipeline.workflow.PipelineDefinition;
import dev.millrace.pipeline.workflow.TriggerEvent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Starts a pipeline for a time of its schedule. The build has an id that follows from that time, and is queued in the transaction
 * that moves the schedule on: each time starts one build, whichever instances work at it.
 */
@Singleton
final class FireSchedule {

    private static final Logger LOG = Logger.getLogger(FireSchedule.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private final Database database;
    private final ScheduleStore schedules;
    private final SourceStore sources;
    private final WorkflowStore workflows;
    private final FindPlace findPlace;
    private final StartRun startRun;
    private final Clock clock;

    FireSchedule(
            Database database,
            ScheduleStore schedules,
            SourceStore sources,
            WorkflowStore workflows,
            FindPlace findPlace,
            StartRun startRun,
            Clock clock) {
        this.database = database;
        this.schedules = schedules;
        this.sources = sources;
        this.workflows = workflows;
        this.findPlace = findPlace;
        this.startRun = startRun;
        this.clock = clock;
    }

    void handle(DueSchedule due) throws InterruptedException {
        ScheduleTimes times = ScheduleTimes.of(due.schedule(), due.nextAt(), clock.instant());
        if (times.run().isEmpty()) {
            skip(due, times, "its time was more than %d minutes ago".formatted(ScheduleTimes.LATEST.toMinutes()));
            return;
        }
        Optional<WorkflowRow> active = database.inTransaction(tx -> workflows
                .find(tx, due.workflowId())
                .filter(WorkflowRow::isActive)
                .filter(workflow -> sources.isConnected(tx, workflow.team(), workflow.upstreamKey())));
        if (active.isEmpty()) {
            skip(due, times, "the workflow is disabled, or its repository is not connected");
            return;
        }
        WorkflowRow workflow = active.get();
        switch (findPlace.find(
                workflow.team(), workflow.upstreamKey(), due.schedule().branch())) {
            case FindPlace.Outcome.Found(RunPlace place) -> fire(due, times, workflow, place);
            case FindPlace.Outcome.NotFound(String reason) -> skip(due, times, reason);
            // as long as one of the times is not too long ago, the next attempt finds it again
            case FindPlace.Outcome.Unreachable(String reason) -> postpone(due, reason);
        }
    }

    private void fire(DueSchedule due, ScheduleTimes times, WorkflowRow workflow, RunPlace place) {
        PipelineDefinition pipeline = DefinitionJson.read(workflow.definition());
        String name = place.repository();
        var facts = new EventFacts(
                name, name, TriggerEvent.SCHEDULED, place.ref(), Optional.empty(), Optional.empty(), Optional.empty());
        if (!pipeline.admits(facts)) {
            skip(due, times, "'on' or 'if' of the pipeline excludes the branch " + place.ref());
            return;
        }
        Instant time = times.run().orElseThrow();
        UUID event = EventIds.of("schedule", workflow.id(), due.branch(), time);
        database.useTransaction(tx -> {
            if (advance(tx, due, times)) {
                startRun.start(
                        tx,
                        new NewRun(
                                event,
                                place,
                                pipeline,
                                TriggerEvent.SCHEDULED,
                                TriggerKind.SCHEDULE,
                                Optional.empty(),
                                Optional.of(new NewRun.Origin(workflow.id(), workflow.latest())),
                                Optional.empty()));
            }
        });
    }

    private boolean advance(Transaction tx, DueSchedule due, ScheduleTimes times) {
        if (times.skipped()) {
            LOG.warnf(
                    "times of a schedule were skipped: workflowId=%s cron=%s",
                    due.workflowId(), due.schedule().cron());
        }
        return schedules.advance(tx, due, times.next());
    }

    private void skip(DueSchedule due, ScheduleTimes times, String reason) {
        LOG.infof(
                "a time of a schedule is skipped: workflowId=%s cron=%s time=%s: %s",
                due.workflowId(), due.schedule().cron(), due.nextAt(), reason);
        database.inTransaction(tx -> schedules.advance(tx, due, times.next()));
    }

    private void postpone(DueSchedule due, String reason) {
        LOG.warnf(
                "a schedule waits for its mirror: workflowId=%s cron=%s time=%s: %s",
                due.workflowId(), due.schedule().cron(), due.nextAt(), reason);
        Instant next = clock.instant().plus(BACKOFF.after(due.attempts()));
        database.useTransaction(tx -> schedules.postpone(tx, due, next));
    }
}
