package dev.millrace.pipeline.execution;

import dev.millrace.kit.log.LogFields;
import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Runs a claimed build: its jobs in sequence, from the first that has not ended. */
@Singleton
final class RunBuild {

    private static final Logger LOG = Logger.getLogger(RunBuild.class);
    private static final int MOST_ATTEMPTS = 2;

    private final BuildJournal journal;
    private final JobRunner jobs;

    RunBuild(BuildJournal journal, JobRunner jobs) {
        this.journal = journal;
        this.jobs = jobs;
    }

    /**
     * Runs the build until it ends, the claim is lost, or {@code stop} has a reason.
     *
     * @throws InterruptedException if this instance does not wait for its end
     */
    void run(BuildClaim claim, CompletableFuture<StopReason> stop) throws InterruptedException {
        BuildRow build = journal.build(claim);
        try (var fields = LogFields.of(LogFields.REPOSITORY_ID, build.repositoryId())) {
            run(claim, build, stop);
        }
    }

    private void run(BuildClaim claim, BuildRow build, CompletableFuture<StopReason> stop) throws InterruptedException {
        for (JobRow job : journal.jobs(claim)) {
            if (!job.state().isEnd()) {
                Step step = runJob(claim, build, job, stop);
                if (step != Step.GO_ON) {
                    return;
                }
            } else if (job.state() != RunState.PASSED) {
                // its worker was lost between the end of the job and the end of the build
                finish(claim, build, job.state(), job.reason());
                return;
            }
        }
        finish(claim, build, RunState.PASSED, Optional.empty());
    }

    private enum Step {
        GO_ON,
        STOP
    }

    private Step runJob(BuildClaim claim, BuildRow build, JobRow job, CompletableFuture<StopReason> stop)
            throws InterruptedException {
        if (job.attempts() >= MOST_ATTEMPTS) {
            String reason = "the worker of job '%s' was lost %d times".formatted(job.name(), job.attempts());
            return end(claim, build, job, RunState.ERROR, Optional.of(reason));
        }
        if (!journal.startJob(claim, build, job)) {
            return Step.STOP;
        }
        LOG.infof("job started: buildId=%s job=%s attempt=%d", build.id(), job.name(), job.attempts() + 1);
        JobDefinition definition = build.pipeline().jobs().get(job.position());
        return switch (jobs.run(build, job, definition, stop)) {
            case JobOutcome.Passed passed -> passed(claim, build, job);
            case JobOutcome.Failed(int code) ->
                end(claim, build, job, RunState.FAILED, Optional.of("exit code " + code));
            case JobOutcome.TimedOut(Duration limit) ->
                end(claim, build, job, RunState.TIMED_OUT, Optional.of("longer than " + RunJob.text(limit)));
            case JobOutcome.Errored(String reason) -> end(claim, build, job, RunState.ERROR, Optional.of(reason));
            case JobOutcome.Stopped(StopReason.Cancelled(String by)) ->
                end(claim, build, job, RunState.CANCELLED, Optional.of(Builds.cancelledBy(by)));
            case JobOutcome.Stopped(StopReason.ShuttingDown reason) -> handBack(claim, job);
            case JobOutcome.Stopped(StopReason.ClaimLost reason) -> {
                LOG.warnf("claim lost: buildId=%s job=%s", build.id(), job.name());
                yield Step.STOP;
            }
        };
    }

    private Step passed(BuildClaim claim, BuildRow build, JobRow job) {
        return journal.passJob(claim, build, job) ? Step.GO_ON : Step.STOP;
    }

    private Step end(BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        if (journal.end(claim, build, job, end, reason)) {
            LOG.infof(
                    "build ended: buildId=%s state=%s job=%s %s",
                    build.id(), end.wireName(), job.name(), reason.orElse(""));
        }
        return Step.STOP;
    }

    private void finish(BuildClaim claim, BuildRow build, RunState end, Optional<String> reason) {
        if (journal.end(claim, build, end, reason)) {
            LOG.infof("build ended: buildId=%s state=%s", build.id(), end.wireName());
        }
    }

    private Step handBack(BuildClaim claim, JobRow job) {
        journal.handBack(claim, job);
        LOG.infof("build handed back: buildId=%s job=%s", claim.buildId(), job.name());
        return Step.STOP;
    }
}
