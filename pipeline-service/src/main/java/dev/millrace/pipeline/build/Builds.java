package dev.millrace.pipeline.build;

import dev.millrace.events.EventIds;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The life of builds: they are queued, cancelled and run again, and their state follows from that of their {@link Jobs}. Every
 * change and its event are one transaction, the caller's; the build's row is locked first, which orders the events of one build.
 */
@Singleton
public final class Builds {

    /** Signal: a job may be ready to run, or a running one is to be cancelled. */
    public static final String SIGNAL = "pipeline_builds";

    private static final Logger LOG = Logger.getLogger(Builds.class);
    /** A build that was run again this often needs a change, not another attempt. */
    private static final int MOST_ATTEMPTS = 100;
    /** Each event of a commit makes builds of its own, so a change that is closed and reopened has more and more. */
    private static final int MOST_OF_COMMIT = 200;

    private final BuildStore store;
    private final JobStore jobs;
    private final QueueStore queue;
    private final FinishJob finishJob;
    private final Outbox outbox;
    private final Clock clock;

    Builds(BuildStore store, JobStore jobs, QueueStore queue, FinishJob finishJob, Outbox outbox, Clock clock) {
        this.store = store;
        this.jobs = jobs;
        this.queue = queue;
        this.finishJob = finishJob;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Adds a queued build and its jobs. False, and nothing is done, if the event already has a build of the pipeline. */
    public boolean queue(Transaction tx, BuildRow build) {
        return queue(tx, build, newJobs(build));
    }

    private boolean queue(Transaction tx, BuildRow build, List<JobRow> all) {
        if (!store.add(tx, build)) {
            return false;
        }
        jobs.add(tx, all);
        outbox.add(tx, new BuildQueued(eventId(build, "queued"), build.toEvent(), build.queuedAt()));
        advance(tx, build);
        return true;
    }

    private static List<JobRow> newJobs(BuildRow build) {
        List<JobRow> all = new ArrayList<>();
        for (var job : build.pipeline().jobs()) {
            all.add(new JobRow(
                    build.id(),
                    all.size(),
                    job.name(),
                    RunState.QUEUED,
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.empty()));
        }
        return all;
    }

    /** The build. */
    public Optional<BuildRow> find(Transaction tx, UUID id) {
        return store.find(tx, id);
    }

    /** The newest build of each pipeline that ran for a commit as the head of a branch or a change, by the pipelines' names. */
    public List<BuildRow> newestAt(Transaction tx, String instance, String forgeRepositoryId, String sha) {
        return store.newestAt(tx, instance, forgeRepositoryId, sha);
    }

    /** Its jobs in order. */
    public List<JobRow> jobs(Transaction tx, UUID id) {
        return jobs.list(tx, id);
    }

    /** The builds of a change, all attempts, the newest first. */
    public List<BuildRow> ofChange(
            Transaction tx, String instance, String forgeRepositoryId, long changeNumber, int limit) {
        return store.ofChange(tx, instance, forgeRepositoryId, changeNumber, limit);
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

    /**
     * Cancels the builds that a new one replaces: those of older heads of its change, unless the pipeline has a concurrency group
     * of its own, and then those of the group, if it asks for that.
     *
     * @return those that were cancelled
     */
    public List<UUID> supersede(Transaction tx, BuildRow newer) {
        List<UUID> older = store.replacedBy(tx, newer);
        String by = "a newer build, of commit "
                + newer.sha().substring(0, Math.min(8, newer.sha().length()));
        older.forEach(id -> cancel(tx, id, by));
        return older;
    }

    /**
     * Cancels a new build whose change has got a newer head before it was queued, unless the pipeline has a concurrency group of
     * its own.
     *
     * @return those that were cancelled
     */
    public List<UUID> supersedeLate(Transaction tx, BuildRow late) {
        if (late.concurrencyGroup().isPresent()) {
            return List.of();
        }
        cancel(tx, late.id(), "a newer commit of the change");
        return List.of(late.id());
    }

    /**
     * The newest attempt at each build of a commit, no more than 200.
     *
     * @param instance host of the forge
     * @param forgeRepositoryId the forge's number for the repository
     */
    public List<UUID> latestOfCommit(Transaction tx, String instance, String forgeRepositoryId, String sha) {
        return store.latestOfCommit(tx, instance, forgeRepositoryId, sha, MOST_OF_COMMIT);
    }

    /** Builds of a merge group, given by its commit, that have not ended. */
    public List<UUID> ofMergeGroup(Transaction tx, String instance, String forgeRepositoryId, String sha) {
        return store.ofMergeGroup(tx, instance, forgeRepositoryId, sha);
    }

    /** What cancelling did; see {@link CancelOutcome}. */
    public CancelOutcome cancel(Transaction tx, UUID id, String by) {
        Optional<BuildRow> found = store.lock(tx, id);
        if (found.isEmpty()) {
            return new CancelOutcome.Unknown();
        }
        if (found.get().state().isEnd()) {
            return new CancelOutcome.AlreadyEnded(found.get().state());
        }
        // jobs that wait end at once, those that run when their workers read the request
        BuildRow build = store.noteCancel(tx, id, by);
        return advance(tx, build) ? new CancelOutcome.Cancelled() : new CancelOutcome.Stopping();
    }

    /**
     * Makes the next attempt of a build that has ended. The attempt after this one is made once, however often and by however many
     * it is requested.
     *
     * @param by who requests it
     * @param person id of the user who does, if that is known
     */
    public RerunOutcome rerun(Transaction tx, UUID id, RerunScope scope, String by, Optional<UUID> person) {
        Optional<BuildRow> found = store.lock(tx, id);
        if (found.isEmpty()) {
            return new RerunOutcome.Unknown();
        }
        BuildRow former = found.get();
        int attempt = former.origin().attempt() + 1;
        Optional<BuildRow> made =
                store.find(tx, BuildRow.idOf(former.eventId(), former.pipeline().name(), attempt));
        if (made.isPresent()) {
            return new RerunOutcome.AlreadyMade(made.get());
        }
        if (!former.state().isEnd()) {
            return new RerunOutcome.NotEnded(former.state());
        }
        if (scope == RerunScope.FAILED && former.state() == RunState.PASSED) {
            return new RerunOutcome.NothingFailed();
        }
        if (attempt > MOST_ATTEMPTS) {
            return new RerunOutcome.TooMany(MOST_ATTEMPTS);
        }
        var origin = new BuildOrigin(
                TriggerKind.RERUN, Optional.of(by), attempt, former.origin().untrusted(), person);
        BuildRow next = former.again(origin, clock.instant());
        queue(tx, next, scope.jobsOf(next, newJobs(next), jobs.list(tx, id)));
        return new RerunOutcome.Queued(next);
    }

    /**
     * Attributes builds that events of an account started, and that have no person yet.
     *
     * @param login compared without case
     * @param teams whose builds
     */
    public void attribute(Transaction tx, String instance, String login, List<String> teams, UUID user) {
        store.attribute(tx, instance, login, teams, user);
    }

    /** All attempts of a build's event and pipeline, the first one first. */
    List<BuildRow> attempts(Transaction tx, BuildRow build) {
        return store.attempts(tx, build);
    }

    /**
     * Makes what follows from the states of a build's jobs. The build's row must be locked, or new.
     *
     * @return whether the build has ended
     */
    boolean advance(Transaction tx, BuildRow build) {
        List<BuildStep> steps = AdvanceBuild.steps(build, jobs.list(tx, build.id()));
        steps.forEach(step -> make(tx, build, step));
        if (!steps.isEmpty() || build.cancelledBy().isPresent()) {
            Signals.send(tx, SIGNAL);
        }
        return steps.stream().anyMatch(BuildStep.EndBuild.class::isInstance);
    }

    private void make(Transaction tx, BuildRow build, BuildStep step) {
        switch (step) {
            case BuildStep.MakeReady(JobRow job) ->
                queue.add(tx, build, job, job.attempts(), job.reason(), clock.instant());
            case BuildStep.EndJob(JobRow job, RunState end, String reason) ->
                finishJob.finish(tx, build, job, end, Optional.of(reason));
            case BuildStep.EndBuild(RunState end, Optional<String> reason) -> end(tx, build, end, reason);
        }
    }

    private void end(Transaction tx, BuildRow build, RunState end, Optional<String> reason) {
        var now = clock.instant();
        store.finish(tx, build.id(), end, reason, now);
        outbox.add(tx, new BuildFinished(eventId(build, "finished"), build.toEvent(), end.conclusion(), now));
        LOG.infof("build ended: buildId=%s state=%s %s", build.id(), end.wireName(), reason.orElse(""));
    }

    /** The human-readable reason of a cancelled build. */
    public static String cancelledBy(String who) {
        return "cancelled by " + who;
    }

    private static UUID eventId(BuildRow build, String what) {
        return EventIds.of("build", build.id(), what);
    }
}
