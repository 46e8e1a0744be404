package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.BuildClaim;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Runs a claimed build: its jobs in sequence, from the first that has not ended. */
@Singleton
final class RunBuild {

    private static final Logger LOG = Logger.getLogger(RunBuild.class);
    private static final int MOST_ATTEMPTS = 2;

    private final Builds builds;
    private final Checks checks;
    private final RunJob runJob;
    private final Database database;

    RunBuild(Builds builds, Checks checks, RunJob runJob, Database database) {
        this.builds = builds;
        this.checks = checks;
        this.runJob = runJob;
        this.database = database;
    }

    /**
     * Runs the build until it ends, the claim is lost, or {@code stop} says why not.
     *
     * @throws InterruptedException if this instance does not want to wait for its end
     */
    void run(BuildClaim claim, CompletableFuture<StopReason> stop) throws InterruptedException {
        BuildRow build =
                database.inTransaction(tx -> builds.find(tx, claim.buildId())).orElseThrow();
        List<JobRow> jobs = database.inTransaction(tx -> builds.jobs(tx, claim.buildId()));
        for (JobRow job : jobs) {
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
        if (!changed(build, tx -> builds.startJob(tx, claim, build, job))) {
            return Step.STOP;
        }
        LOG.infof("job started: buildId=%s job=%s attempt=%d", build.id(), job.name(), job.attempts() + 1);
        JobDefinition definition = build.pipeline().jobs().get(job.position());
        return switch (runJob.run(build, job, definition, stop)) {
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
        boolean held = changed(build, tx -> builds.finishJob(tx, claim, build, job, RunState.PASSED, Optional.empty()));
        return held ? Step.GO_ON : Step.STOP;
    }

    /** The job and the build end in one transaction, with what has not run as skipped. */
    private Step end(BuildClaim claim, BuildRow build, JobRow job, RunState end, Optional<String> reason) {
        boolean held = changed(
                build,
                tx -> builds.finishJob(tx, claim, build, job, end, reason)
                        && builds.finish(tx, claim, build, end, reason));
        if (held) {
            LOG.infof(
                    "build ended: buildId=%s state=%s job=%s %s",
                    build.id(), end.wireName(), job.name(), reason.orElse(""));
        }
        return Step.STOP;
    }

    private void finish(BuildClaim claim, BuildRow build, RunState end, Optional<String> reason) {
        if (changed(build, tx -> builds.finish(tx, claim, build, end, reason))) {
            LOG.infof("build ended: buildId=%s state=%s", build.id(), end.wireName());
        }
    }

    private Step handBack(BuildClaim claim, JobRow job) {
        database.useTransaction(tx -> {
            builds.forgetAttempt(tx, claim, job);
            builds.release(tx, claim);
        });
        LOG.infof("build handed back: buildId=%s job=%s", claim.buildId(), job.name());
        return Step.STOP;
    }

    /** Makes a change together with what the check run shall show of it. False if the claim is lost. */
    private boolean changed(BuildRow build, Function<Transaction, Boolean> change) {
        return database.inTransaction(tx -> {
            boolean held = change.apply(tx);
            if (held) {
                checks.buildChanged(tx, build.id());
            }
            return held;
        });
    }
}
