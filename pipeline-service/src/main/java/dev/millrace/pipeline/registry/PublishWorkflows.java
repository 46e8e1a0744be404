package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Backoff;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Publishes what was read of a default branch, in one transaction. A file that breaks a rule changes nothing but the reason that is
 * shown: the last good versions stay.
 */
@Singleton
final class PublishWorkflows {

    private static final Logger LOG = Logger.getLogger(PublishWorkflows.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(15));
    /** About a day; the next move of the repository begins again. */
    private static final int MOST_ATTEMPTS = 100;

    private final Database database;
    private final SourceStore sources;
    private final WorkflowStore workflows;
    private final ScheduleStore schedules;
    private final Clock clock;

    PublishWorkflows(
            Database database, SourceStore sources, WorkflowStore workflows, ScheduleStore schedules, Clock clock) {
        this.database = database;
        this.sources = sources;
        this.workflows = workflows;
        this.schedules = schedules;
        this.clock = clock;
    }

    void handle(SourceClaim claim, SourceReading reading) {
        database.useTransaction(tx -> {
            if (sources.lock(tx, claim)) {
                apply(tx, claim, reading);
            }
        });
    }

    private void apply(Transaction tx, SourceClaim claim, SourceReading reading) {
        Instant now = clock.instant();
        Optional<String> none = Optional.empty();
        switch (reading) {
            case SourceReading.Defined(String branch, String sha, var file) -> {
                publish(tx, claim, NewVersion.of(file), sha, now);
                sources.finish(tx, claim, Optional.of(branch), Optional.of(sha), none, now);
            }
            case SourceReading.Broken(String branch, String sha, String problem) -> {
                LOG.infof("ops.yml is broken: upstream=%s sha=%s %s", claim.upstreamKey(), sha, problem);
                sources.finish(tx, claim, Optional.of(branch), Optional.of(sha), Optional.of(problem), now);
            }
            case SourceReading.NoFile(String branch, String sha) -> {
                publish(tx, claim, List.of(), sha, now);
                sources.finish(tx, claim, Optional.of(branch), Optional.of(sha), none, now);
            }
            case SourceReading.NoCommit empty -> {
                publish(tx, claim, List.of(), "", now);
                sources.finish(tx, claim, none, none, none, now);
            }
            case SourceReading.Failed(String reason) -> sources.postpone(tx, claim, next(claim, now), reason, now);
        }
    }

    private static Optional<Instant> next(SourceClaim claim, Instant now) {
        return Optional.of(now.plus(BACKOFF.after(claim.attempts()))).filter(next -> claim.attempts() < MOST_ATTEMPTS);
    }

    private void publish(Transaction tx, SourceClaim claim, List<NewVersion> defined, String sha, Instant now) {
        List<WorkflowRow> published = workflows.list(tx, claim.team(), claim.upstreamKey());
        List<PublicationStep> steps = PlanPublication.steps(claim.team(), claim.upstreamKey(), published, defined);
        steps.forEach(step -> make(tx, step, sha, now));
        if (!steps.isEmpty()) {
            Signals.send(tx, ScheduleWorker.SIGNAL);
            LOG.infof(
                    "workflows published: team=%s upstream=%s sha=%s changes=%d",
                    claim.team(), claim.upstreamKey(), sha, steps.size());
        }
    }

    private void make(Transaction tx, PublicationStep step, String sha, Instant now) {
        switch (step) {
            case PublicationStep.Publish(WorkflowRow next, NewVersion version) -> {
                workflows.publish(tx, next, sha, now);
                follow(tx, next, version, now);
            }
            case PublicationStep.Revive(WorkflowRow workflow, NewVersion version) -> {
                workflows.revive(tx, workflow.id());
                follow(tx, workflow, version, now);
            }
            case PublicationStep.Retire(WorkflowRow workflow) -> workflows.retire(tx, workflow.id(), now);
        }
    }

    private void follow(Transaction tx, WorkflowRow workflow, NewVersion version, Instant now) {
        workflows.listen(tx, workflow.id(), version);
        schedules.replace(tx, workflow.id(), version.schedules(), now);
    }
}
