package dev.millrace.pipeline.execution;

import dev.millrace.kit.log.LogFields;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobClaim;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.build.StartedJob;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Runs a claimed job: begins it, makes one attempt, and records how that ended. */
@Singleton
final class RunClaimedJob {

    private static final Logger LOG = Logger.getLogger(RunClaimedJob.class);

    private final JobJournal journal;
    private final JobRunner runner;

    RunClaimedJob(JobJournal journal, JobRunner runner) {
        this.journal = journal;
        this.runner = runner;
    }

    /**
     * Runs the job until it ends, the claim is lost, or {@code stop} has a reason.
     *
     * @throws InterruptedException if this instance does not wait for its end
     */
    void run(JobClaim claim, CompletableFuture<StopReason> stop) throws InterruptedException {
        Optional<StartedJob> started = journal.start(claim);
        if (started.isPresent()) {
            try (var fields =
                    LogFields.of(LogFields.REPOSITORY_ID, started.get().build().repositoryId())) {
                run(claim, started.get(), stop);
            }
        }
    }

    private void run(JobClaim claim, StartedJob started, CompletableFuture<StopReason> stop)
            throws InterruptedException {
        String job = started.job().name();
        LOG.infof(
                "job started: buildId=%s job=%s attempt=%d",
                claim.buildId(), job, started.job().attempts());
        switch (attempt(started, stop)) {
            case JobOutcome.Passed passed -> end(claim, job, RunState.PASSED, Optional.empty());
            case JobOutcome.Failed(int code) -> end(claim, job, RunState.FAILED, Optional.of("exit code " + code));
            case JobOutcome.TimedOut(Duration limit) ->
                end(claim, job, RunState.TIMED_OUT, Optional.of("longer than " + RunJob.text(limit)));
            case JobOutcome.LimitExceeded(String limit) -> end(claim, job, RunState.FAILED, Optional.of(limit));
            case JobOutcome.Errored(String reason) -> end(claim, job, RunState.ERROR, Optional.of(reason));
            case JobOutcome.Refused(String reason) -> refuse(claim, job, reason);
            case JobOutcome.Stopped(StopReason.Cancelled(String by)) ->
                end(claim, job, RunState.CANCELLED, Optional.of(Builds.cancelledBy(by)));
            case JobOutcome.Stopped(StopReason.ShuttingDown reason) -> {
                journal.handBack(claim);
                LOG.infof("job handed back: buildId=%s job=%s", claim.buildId(), job);
            }
            case JobOutcome.Stopped(StopReason.ClaimLost reason) ->
                LOG.warnf("claim lost: buildId=%s job=%s", claim.buildId(), job);
        }
    }

    private JobOutcome attempt(StartedJob started, CompletableFuture<StopReason> stop) throws InterruptedException {
        JobDefinition definition = started.definition();
        Optional<Duration> left = started.left();
        if (left.isPresent() && !left.get().isPositive()) {
            return new JobOutcome.TimedOut(started.build().pipeline().timeout().orElseThrow());
        }
        Optional<Duration> timeout = left.map(most -> definition
                        .timeout()
                        .filter(own -> own.compareTo(most) < 0)
                        .orElse(most))
                .or(definition::timeout);
        return runner.run(started.build(), started.job(), definition.withTimeout(timeout), stop);
    }

    private void refuse(JobClaim claim, String job, String reason) {
        if (journal.refuse(claim, reason)) {
            LOG.infof("job refused: buildId=%s job=%s %s", claim.buildId(), job, reason);
        } else {
            LOG.warnf("claim lost: buildId=%s job=%s refused", claim.buildId(), job);
        }
    }

    private void end(JobClaim claim, String job, RunState end, Optional<String> reason) {
        if (journal.end(claim, end, reason)) {
            LOG.infof(
                    "job ended: buildId=%s job=%s state=%s %s",
                    claim.buildId(), job, end.wireName(), reason.orElse(""));
        } else {
            LOG.warnf("claim lost: buildId=%s job=%s state=%s", claim.buildId(), job, end.wireName());
        }
    }
}
