package dev.millrace.pipeline.build;

import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Ends a job, with its event. What follows for its build is not decided here. */
@Singleton
final class FinishJob {

    private final JobStore store;
    private final Outbox outbox;
    private final Clock clock;

    FinishJob(JobStore store, Outbox outbox, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    void finish(Transaction tx, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        Instant now = clock.instant();
        store.finish(tx, job, end, reason, now);
        outbox.add(
                tx,
                new JobFinished(
                        EventIds.of("build", build.id(), "finished", "job", job.name()),
                        build.toEvent(),
                        job.name(),
                        end.conclusion(),
                        now));
    }
}
