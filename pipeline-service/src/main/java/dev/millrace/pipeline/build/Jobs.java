package dev.millrace.pipeline.build;

import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The life of jobs: a worker claims one, starts it, and ends it or hands it back. Every change and its event are one transaction,
 * the caller's. Only a claim is made without the build's row, which all other changes lock first.
 */
@Singleton
public final class Jobs {

    private static final Logger LOG = Logger.getLogger(Jobs.class);

    private final Builds builds;
    private final BuildStore store;
    private final JobStore jobs;
    private final QueueStore queue;
    private final FinishJob finishJob;
    private final Outbox outbox;
    private final Clock clock;

    Jobs(
            Builds builds,
            BuildStore store,
            JobStore jobs,
            QueueStore queue,
            FinishJob finishJob,
            Outbox outbox,
            Clock clock) {
        this.builds = builds;
        this.store = store;
        this.jobs = jobs;
        this.queue = queue;
        this.finishJob = finishJob;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Claims the job that is next; empty if none may run now.
     *
     * @param lease how long others do not take it, unless it is renewed
     */
    public Optional<JobClaim> claim(Transaction tx, Duration lease, QueueLimits limits) {
        return queue.claim(tx, lease, limits);
    }

    /**
     * Keeps claims.
     *
     * @return who requested the cancellation of the build, by lease; leases that are not in it are lost
     */
    public Map<UUID, Optional<String>> renew(Transaction tx, Collection<UUID> leases, Duration length) {
        return queue.renew(tx, leases, length);
    }

    /** Begins a claimed job, for the first time or again. Empty if the claim is lost, or the job shall not run any more. */
    public Optional<StartedJob> start(Transaction tx, JobClaim claim) {
        BuildRow build = store.lock(tx, claim.buildId()).orElseThrow();
        return queue.held(tx, claim).flatMap(job -> start(tx, build, job));
    }

    private Optional<StartedJob> start(Transaction tx, BuildRow build, JobRow job) {
        if (build.cancelledBy().isPresent()) {
            RunState end = job.startedAt().isEmpty() ? RunState.SKIPPED : RunState.CANCELLED;
            end(tx, build, job, end, build.cancelledBy().map(Builds::cancelledBy));
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (build.startedAt().isEmpty()) {
            store.noteStart(tx, build.id(), now);
            outbox.add(tx, new BuildStarted(eventId(build, "started"), build.toEvent(), now));
        }
        if (job.startedAt().isEmpty()) {
            jobs.noteStart(tx, job, now);
            outbox.add(tx, new JobStarted(eventId(build, "started", job.name()), build.toEvent(), job.name(), now));
        }
        return Optional.of(new StartedJob(build, job, left(build, now)));
    }

    /** What is left of the time that the pipeline gives its builds. */
    private static Optional<Duration> left(BuildRow build, Instant now) {
        return build.pipeline()
                .timeout()
                .map(limit ->
                        Duration.between(now, build.startedAt().orElse(now).plus(limit)));
    }

    /**
     * Ends an attempt at a job. If {@link RetryRule} allows another one, it waits for a slot again, otherwise the job has ended.
     *
     * @return whether the claim was still held; if not, nothing is done
     */
    public boolean finish(Transaction tx, JobClaim claim, RunState end, Optional<String> reason) {
        BuildRow build = store.lock(tx, claim.buildId()).orElseThrow();
        Optional<JobRow> held = queue.held(tx, claim);
        held.ifPresent(job -> endAttempt(tx, build, job, end, reason));
        return held.isPresent();
    }

    /**
     * Ends a job that must not run as it is, which another attempt would not change: it has failed, whatever its {@code retries}.
     *
     * @return whether the claim was still held; if not, nothing is done
     */
    public boolean refuse(Transaction tx, JobClaim claim, String reason) {
        BuildRow build = store.lock(tx, claim.buildId()).orElseThrow();
        Optional<JobRow> held = queue.held(tx, claim);
        held.ifPresent(job -> end(tx, build, job, RunState.FAILED, Optional.of(reason)));
        return held.isPresent();
    }

    /** Takes back the start of a job: another worker may run it at once, and the attempt does not count. */
    public void handBack(Transaction tx, JobClaim claim) {
        BuildRow build = store.lock(tx, claim.buildId()).orElseThrow();
        queue.held(tx, claim).ifPresent(job -> waitAgain(tx, build, job, job.attempts() - 1, job.reason()));
    }

    /** Ends the attempt of a worker whose lease has expired. Empty if there is none; else its build. */
    public Optional<UUID> takeBackLost(Transaction tx) {
        return queue.expired(tx).map(expired -> {
            BuildRow build = store.lock(tx, expired.buildId()).orElseThrow();
            // meanwhile its worker may have renewed it, or another one have ended it
            queue.stillExpired(tx, expired).ifPresent(job -> endLost(tx, build, job));
            return build.id();
        });
    }

    /** Builds that have not ended although none of their jobs waits for a slot or runs; see {@link #adopt}. */
    public List<UUID> idle(Transaction tx, int limit) {
        return queue.idleBuilds(tx, limit);
    }

    /**
     * Takes over a build that an instance of the previous version has queued or left, whose workers claimed whole builds: its jobs
     * wait for a slot from now on. Of any other build nothing changes.
     */
    public void adopt(Transaction tx, UUID id) {
        BuildRow build = store.lock(tx, id).orElseThrow();
        if (store.endClaim(tx, id)) {
            queue.unclaimed(tx, id).forEach(job -> endLost(tx, build, job));
            builds.advance(tx, build);
        }
    }

    private void endLost(Transaction tx, BuildRow build, JobRow job) {
        String reason = "the worker of job '%s' was lost in attempt %d".formatted(job.name(), job.attempts());
        LOG.warnf("worker lost: buildId=%s job=%s attempt=%d", build.id(), job.name(), job.attempts());
        if (build.cancelledBy().isPresent()) {
            end(tx, build, job, RunState.CANCELLED, build.cancelledBy().map(Builds::cancelledBy));
        } else {
            endAttempt(tx, build, job, RunState.ERROR, Optional.of(reason));
        }
    }

    private void endAttempt(Transaction tx, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        var definition = build.pipeline().jobs().get(job.position());
        if (build.cancelledBy().isEmpty() && RetryRule.allows(definition, job.attempts(), end)) {
            waitAgain(tx, build, job, job.attempts(), reason);
        } else {
            end(tx, build, job, end, reason.or(() -> passedOn(job, end)));
        }
    }

    private void waitAgain(Transaction tx, BuildRow build, JobRow job, int attempts, Optional<String> reason) {
        queue.add(tx, build, job, attempts, reason, clock.instant());
        // also if the build was cancelled meanwhile
        builds.advance(tx, build);
        Signals.send(tx, Builds.SIGNAL);
    }

    /** A job that did not pass at once shows it. */
    private static Optional<String> passedOn(JobRow job, RunState end) {
        return end == RunState.PASSED
                ? job.reason().map(before -> "on attempt %d, after: %s".formatted(job.attempts(), before))
                : Optional.empty();
    }

    private void end(Transaction tx, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        finishJob.finish(tx, build, job, end, reason);
        builds.advance(tx, build);
    }

    /** Jobs that wait for a slot. */
    public Waiting waiting(Transaction tx) {
        return queue.waiting(tx);
    }

    private static UUID eventId(BuildRow build, String what) {
        return EventIds.of("build", build.id(), what);
    }

    private static UUID eventId(BuildRow build, String what, String job) {
        return EventIds.of("build", build.id(), what, "job", job);
    }
}
