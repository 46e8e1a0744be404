package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.cache.FoundCaches;
import dev.millrace.pipeline.executor.Executor;
import dev.millrace.pipeline.executor.Isolation;
import dev.millrace.pipeline.executor.JobCommand;
import dev.millrace.pipeline.executor.JobExecution;
import dev.millrace.pipeline.executor.RefusedJobException;
import dev.millrace.pipeline.log.JobLog;
import dev.millrace.pipeline.log.JobLogs;
import dev.millrace.pipeline.mask.MaskedOutput;
import dev.millrace.pipeline.mask.Masking;
import dev.millrace.pipeline.mirror.GitOutcome;
import dev.millrace.pipeline.report.ReportFolder;
import dev.millrace.pipeline.store.JobValues;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** One attempt at one job: directory, checkout, script, output; the executor runs the script. Leaves nothing on the machine, whatever happens. */
@Singleton
final class RunJob implements JobRunner {

    private static final Logger LOG = Logger.getLogger(RunJob.class);
    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(300);

    private final CheckOutJob checkOutJob;
    private final JobLogs logs;
    private final Executor executor;
    private final GiveValues giveValues;
    private final JobReporting reports;
    private final JobFiles jobFiles;
    private final PipelineConfig config;

    RunJob(
            CheckOutJob checkOutJob,
            JobLogs logs,
            Executor executor,
            GiveValues giveValues,
            JobReporting reports,
            JobFiles jobFiles,
            PipelineConfig config) {
        this.checkOutJob = checkOutJob;
        this.logs = logs;
        this.executor = executor;
        this.giveValues = giveValues;
        this.reports = reports;
        this.jobFiles = jobFiles;
        this.config = config;
    }

    @Override
    public JobOutcome run(BuildRow build, JobRow job, JobDefinition definition, CompletableFuture<StopReason> stop)
            throws InterruptedException {
        Duration limit = limit(definition);
        long deadline = System.nanoTime() + limit.toNanos();
        String mark = build.id() + "/" + job.position();
        JobLog log = logs.open(build.id(), job.position(), config.outputLimit().asLongValue());
        if (job.attempts() > 1) {
            log.note(job.reason().orElse("the last attempt did not end") + "; the job starts again");
            executor.endLeftovers(mark);
            WorkDirectory.delete(directory(build, job, job.attempts() - 1));
        }
        if (executor.isolation() instanceof Isolation.Unsandboxed(String reason, boolean isChosen) && !isChosen) {
            log.note("this job runs WITHOUT A SANDBOX and can reach what this service can: " + reason);
        }
        Path directory = directory(build, job, job.attempts());
        try {
            JobValues values = giveValues.await(build, definition, left(deadline), stop);
            if (!(values instanceof JobValues.Given given)) {
                return withoutValues(values, log, stop);
            }
            WorkDirectory.create(directory);
            Path files = Files.createDirectories(directory.resolve("checkout"));
            Path home = Files.createDirectories(directory.resolve("home"));
            GitOutcome checkedOut = checkOutJob.checkOut(build, files, deadline, log::note, stop);
            if (stop.isDone()) {
                return new JobOutcome.Stopped(stop.join());
            }
            if (checkedOut instanceof GitOutcome.Refused(String reason)) {
                log.note("no checkout of %s: %s".formatted(build.sha(), reason));
                return new JobOutcome.Errored("no checkout of %s".formatted(build.sha()));
            }
            var own = new JobFiles.Attempt(build, job, definition, directory, files, home, log::note, stop);
            FoundCaches caches = jobFiles.before(own);
            StepScript steps = StepScript.of(definition.steps());
            String begin =
                    StartDirectory.in(files, definition.workingDirectory()).command();
            Path script = Files.writeString(directory.resolve("job.sh"), begin + steps.text());
            ReportFolder folder = ReportFolder.in(home);
            var environment = JobScript.environment(build, definition, home);
            environment.putAll(folder.environment());
            environment.putAll(given.variables());
            environment.putAll(IdentityFiles.write(given.tokens(), folder.path()));
            JobCommand command = command(mark, definition, files, home, script, environment);
            executor.remark(command).ifPresent(log::note);
            try (var process = executor.start(command)) {
                JobOutcome ended = attend(process, log, given.masking(), limit, deadline, stop);
                JobOutcome outcome = jobFiles.after(ended, caches, own);
                var attempt =
                        new JobReporting.Attempt(build, job, definition, files, folder, steps, given.masking()::mask);
                reports.after(outcome, attempt, log);
                return outcome;
            }
        } catch (RefusedJobException | StartDirectory.Unusable e) {
            return refused(String.valueOf(e.getMessage()), log);
        } catch (IOException e) {
            if (stop.isDone()) {
                return new JobOutcome.Stopped(stop.join());
            }
            LOG.errorf(e, "buildId=%s job=%s cannot be run", build.id(), job.name());
            return new JobOutcome.Errored("the job cannot be started: " + e.getMessage());
        } finally {
            WorkDirectory.delete(directory);
            log.finish();
        }
    }

    private static JobOutcome refused(String reason, JobLog log) {
        log.note(reason);
        return new JobOutcome.Refused(reason);
    }

    private static JobCommand command(
            String name, JobDefinition job, Path checkout, Path home, Path script, Map<String, String> environment) {
        List<String> results = Stream.concat(
                        job.artifacts().stream().flatMap(artifact -> artifact.paths().stream()),
                        job.caches().stream().flatMap(cache -> cache.paths().stream()))
                .toList();
        return new JobCommand(name, checkout, home, script, environment, job.image(), job.packages(), results);
    }

    private static JobOutcome withoutValues(JobValues values, JobLog log, CompletableFuture<StopReason> stop) {
        if (stop.isDone()) {
            return new JobOutcome.Stopped(stop.join());
        }
        JobOutcome outcome = values instanceof JobValues.Refused(String reason)
                ? new JobOutcome.Refused(reason)
                : new JobOutcome.Errored(values.reason());
        note(outcome, log);
        return outcome;
    }

    /** Jobs of one build may run side by side, so each attempt has a directory of its own. */
    private Path directory(BuildRow build, JobRow job, int attempt) {
        return config.workDirectory()
                .toAbsolutePath()
                .resolve("%s-%d-%d".formatted(build.id(), job.position(), attempt));
    }

    private Duration limit(JobDefinition job) {
        Duration most = config.jobTimeout();
        return job.timeout().filter(own -> own.compareTo(most) < 0).orElse(most);
    }

    private JobOutcome attend(
            JobExecution process,
            JobLog log,
            Masking masking,
            Duration limit,
            long deadline,
            CompletableFuture<StopReason> stop)
            throws InterruptedException {
        var output = new MaskedOutput(masking, log::write);
        Thread reader = Thread.ofVirtual().name("job-output").start(() -> copy(process.output(), output, log));
        CompletableFuture<Integer> exit = process.exit();
        CompletableFuture<Object> either = CompletableFuture.anyOf(exit, process.exceeded(), stop);
        JobOutcome outcome = null;
        while (outcome == null) {
            boolean inTime = left(deadline).isPositive();
            if (isDone(either, FLUSH_INTERVAL)) {
                outcome = ended(process, stop);
            } else if (!inTime) {
                outcome = new JobOutcome.TimedOut(limit);
            }
            flush(log);
        }
        if (allowsGrace(outcome)) {
            process.stop();
        }
        // also after success: a process that a job leaves running would hold the output open and live on
        process.close();
        reader.join(Duration.ofSeconds(5));
        note(outcome, log);
        return outcome;
    }

    private static JobOutcome ended(JobExecution process, CompletableFuture<StopReason> stop) {
        if (process.exceeded().isDone()) {
            return new JobOutcome.LimitExceeded(process.exceeded().join().text());
        }
        if (!process.exit().isDone()) {
            return new JobOutcome.Stopped(stop.join());
        }
        if (process.exit().isCompletedExceptionally()) {
            String reason = String.valueOf(process.exit().exceptionNow().getMessage());
            return process.exit().exceptionNow() instanceof RefusedJobException
                    ? new JobOutcome.Refused(reason)
                    : new JobOutcome.Errored(reason);
        }
        int exitCode = process.exit().join();
        return exitCode == 0 ? new JobOutcome.Passed() : new JobOutcome.Failed(exitCode);
    }

    /** Not when a claim is lost: the job must have ended before another worker begins it. Nor when it uses too much. */
    private static boolean allowsGrace(JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.TimedOut timedOut -> true;
            case JobOutcome.Stopped(StopReason.Cancelled cancelled) -> true;
            default -> false;
        };
    }

    private static void note(JobOutcome outcome, JobLog log) {
        switch (outcome) {
            case JobOutcome.Passed passed -> {
                // the log is the job's own
            }
            case JobOutcome.Failed(int exitCode) -> log.note("exit code " + exitCode);
            case JobOutcome.TimedOut(Duration limit) -> log.note("stopped: longer than " + text(limit));
            case JobOutcome.LimitExceeded(String limit) -> log.note("stopped: " + limit);
            case JobOutcome.Errored(String reason) -> log.note(reason);
            case JobOutcome.Refused(String reason) -> log.note(reason);
            case JobOutcome.Stopped(StopReason.Cancelled(String by)) -> log.note("cancelled by " + by);
            case JobOutcome.Stopped stopped -> log.note("stopped: another worker goes on");
        }
    }

    static String text(Duration limit) {
        return limit.toMinutes() > 0 ? limit.toMinutes() + " min" : limit.toSeconds() + " s";
    }

    private static void copy(InputStream output, MaskedOutput masked, JobLog log) {
        byte[] buffer = new byte[8192];
        try (output;
                masked) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                masked.write(buffer, read);
            }
        } catch (IOException e) {
            log.note("the output broke off: " + e.getMessage());
        }
    }

    /** While the database is unavailable, the output is kept in memory, up to its limit. */
    private static void flush(JobLog log) {
        try {
            log.flush();
        } catch (RuntimeException e) {
            LOG.warnf("a log is not stored yet: %s", e.getMessage());
        }
    }

    private static boolean isDone(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
        try {
            future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // why, is in the future
            return true;
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
