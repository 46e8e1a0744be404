package dev.millrace.pipeline.build;

import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.trace.TraceSpan;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The life of builds and jobs. Every change and its event are one transaction, the caller's; the build's row is locked
 * first, which orders the events of one build.
 */
@Singleton
public final class Builds {

    /** Signal: a build may be ready to run, or a running one is to be cancelled. */
    public static final String SIGNAL = "pipeline_builds";

    private final BuildStore store;
    private final Outbox outbox;
    private final Clock clock;

    Builds(BuildStore store, Outbox outbox, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Adds a queued build and its jobs. False, and nothing is done, if the event already has a build of the pipeline. */
    public boolean queue(Transaction tx, BuildRow build) {
        if (!store.add(tx, build)) {
            return false;
        }
        outbox.add(tx, new BuildQueued(eventId(build, "queued"), build.toEvent(), build.queuedAt()));
        Signals.send(tx, SIGNAL);
        return true;
    }

    /** The build. */
    public Optional<BuildRow> find(Transaction tx, UUID id) {
        return store.find(tx, id);
    }

    /**
     * Builds of a change's older heads that have not ended.
     *
     * @param newSha its head
     */
    public List<UUID> superseded(
            Transaction tx, String instance, String forgeRepositoryId, long changeNumber, String newSha) {
        return store.superseded(tx, instance, forgeRepositoryId, changeNumber, newSha);
    }

    /** Its jobs in order. */
    public List<JobRow> jobs(Transaction tx, UUID id) {
        return store.jobs(tx, id);
    }

    /** Builds that no worker has begun. */
    public Waiting waiting(Transaction tx) {
        return store.waiting(tx);
    }

    /**
     * Claims the build that has waited longest, or one whose worker let its lease expire.
     *
     * @param leaseUntil when others may take it, unless it is renewed
     */
    public Optional<BuildClaim> claim(Transaction tx, Instant leaseUntil) {
        Optional<BuildClaim> claim = store.claim(tx, clock.instant(), leaseUntil);
        claim.ifPresent(taken -> store.find(tx, taken.buildId())
                .filter(build -> build.startedAt().isEmpty())
                .ifPresent(build -> TraceSpan.ofWork(
                                "start build", taken.traceparent().orElse(null))
                        .with(LogFields.BUILD_ID, build.id())
                        .run(() -> start(tx, build))));
        return claim;
    }

    private void start(Transaction tx, BuildRow build) {
        Instant now = clock.instant();
        store.noteStart(tx, build.id(), now);
        outbox.add(tx, new BuildStarted(eventId(build, "started"), build.toEvent(), now));
    }

    /** Keeps the claim. */
    public Renewal renew(Transaction tx, BuildClaim claim, Instant leaseUntil) {
        return store.renew(tx, claim, leaseUntil);
    }

    /** Releases the claim at once, so that another worker need not wait for the lease to end. */
    public void release(Transaction tx, BuildClaim claim) {
        if (store.isHeld(tx, claim)) {
            store.release(tx, claim, clock.instant());
            Signals.send(tx, SIGNAL);
        }
    }

    /** Begins a job, for the first time or again. False if the claim is lost. */
    public boolean startJob(Transaction tx, BuildClaim claim, BuildRow build, JobRow job) {
        if (!store.isHeld(tx, claim)) {
            return false;
        }
        Instant now = clock.instant();
        store.startJob(tx, job, now);
        if (job.startedAt().isEmpty()) {
            outbox.add(tx, new JobStarted(eventId(build, "started", job.name()), build.toEvent(), job.name(), now));
        }
        return true;
    }

    /** Takes back the start of a job that was stopped because this instance stops: it does not count as an attempt. */
    public void forgetAttempt(Transaction tx, BuildClaim claim, JobRow job) {
        if (store.isHeld(tx, claim)) {
            store.forgetAttempt(tx, job);
        }
    }

    /** Ends a job. False if the claim is lost. */
    public boolean finishJob(
            Transaction tx, BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        if (!store.isHeld(tx, claim)) {
            return false;
        }
        finishJob(tx, build, job, end, reason);
        return true;
    }

    /** Ends the build; jobs that have not run become skipped. False if the claim is lost. */
    public boolean finish(Transaction tx, BuildClaim claim, BuildRow build, RunState end, Optional<String> reason) {
        if (!store.isHeld(tx, claim)) {
            return false;
        }
        finish(tx, build, end, reason);
        return true;
    }

    /** What cancelling did; see {@link CancelOutcome}. */
    public CancelOutcome cancel(Transaction tx, UUID id, String by) {
        Optional<BuildRow> found = store.lock(tx, id);
        if (found.isEmpty()) {
            return new CancelOutcome.Unknown();
        }
        BuildRow build = found.get();
        if (build.state().isEnd()) {
            return new CancelOutcome.AlreadyEnded(build.state());
        }
        store.noteCancel(tx, id, by);
        if (build.state() == RunState.QUEUED) {
            finish(tx, build, RunState.CANCELLED, Optional.of(cancelledBy(by)));
            return new CancelOutcome.Cancelled();
        }
        Signals.send(tx, SIGNAL);
        return new CancelOutcome.Stopping();
    }

    /** The human-readable reason of a cancelled build. */
    public static String cancelledBy(String who) {
        return "cancelled by " + who;
    }

    private void finish(Transaction tx, BuildRow build, RunState end, Optional<String> reason) {
        for (JobRow job : store.jobs(tx, build.id())) {
            if (!job.state().isEnd()) {
                finishJob(tx, build, job, RunState.SKIPPED, Optional.empty());
            }
        }
        Instant now = clock.instant();
        store.finish(tx, build.id(), end, reason, now);
        outbox.add(tx, new BuildFinished(eventId(build, "finished"), build.toEvent(), end.conclusion(), now));
    }

    private void finishJob(Transaction tx, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        Instant now = clock.instant();
        store.finishJob(tx, job, end, reason, now);
        outbox.add(
                tx,
                new JobFinished(
                        eventId(build, "finished", job.name()), build.toEvent(), job.name(), end.conclusion(), now));
    }

    private static UUID eventId(BuildRow build, String what) {
        return EventIds.of("build", build.id(), what);
    }

    private static UUID eventId(BuildRow build, String what, String job) {
        return EventIds.of("build", build.id(), what, "job", job);
    }

    /**
     * Whether a claim still holds.
     *
     * @param held false when another worker has the build, or it has ended
     * @param cancelledBy who requested its cancellation; empty if there is no such request
     */
    public record Renewal(boolean held, Optional<String> cancelledBy) {}
}
