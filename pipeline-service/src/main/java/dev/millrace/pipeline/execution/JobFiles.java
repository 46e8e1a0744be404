package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.artifact.KeepArtifacts;
import dev.millrace.pipeline.artifact.KeepOutcome;
import dev.millrace.pipeline.artifact.RestoreArtifacts;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.cache.FoundCaches;
import dev.millrace.pipeline.cache.SaveCaches;
import dev.millrace.pipeline.cache.UseCaches;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The files of an attempt that come from other jobs, and that others get: artifacts and caches. */
@Singleton
final class JobFiles {

    private final RestoreArtifacts restoreArtifacts;
    private final KeepArtifacts keepArtifacts;
    private final UseCaches useCaches;
    private final SaveCaches saveCaches;

    JobFiles(
            RestoreArtifacts restoreArtifacts,
            KeepArtifacts keepArtifacts,
            UseCaches useCaches,
            SaveCaches saveCaches) {
        this.restoreArtifacts = restoreArtifacts;
        this.keepArtifacts = keepArtifacts;
        this.useCaches = useCaches;
        this.saveCaches = saveCaches;
    }

    /**
     * An attempt whose processes do not run.
     *
     * @param directory of the attempt, in which {@code checkout} and {@code home} are
     * @param note gets lines for the log of the job
     * @param stop ends the work
     */
    record Attempt(
            BuildRow build,
            JobRow job,
            JobDefinition definition,
            Path directory,
            Path checkout,
            Path home,
            Consumer<String> note,
            CompletableFuture<StopReason> stop) {}

    /**
     * Restores what the job gets. Caches depend on the files of the checkout as they were committed, so they come first, and what the
     * build itself has made wins over them.
     *
     * @throws IOException if something cannot be restored
     */
    FoundCaches before(Attempt attempt) throws IOException {
        FoundCaches caches = useCaches.restore(
                attempt.build(),
                attempt.definition(),
                attempt.checkout(),
                attempt.home(),
                attempt.note(),
                attempt.stop());
        restoreArtifacts.restore(attempt.build(), attempt.job(), attempt.checkout(), attempt.note(), attempt.stop());
        return caches;
    }

    /** Keeps what others get; returns how the attempt has ended then: one that passed has not if its artifacts are not kept. */
    JobOutcome after(JobOutcome outcome, FoundCaches caches, Attempt attempt) {
        if (!mayKeep(outcome)) {
            return outcome;
        }
        boolean passed = outcome instanceof JobOutcome.Passed;
        KeepOutcome kept = keepArtifacts.keep(
                attempt.job(),
                attempt.definition(),
                attempt.checkout(),
                attempt.directory(),
                passed,
                attempt.note(),
                attempt.stop());
        JobOutcome end = withArtifacts(outcome, kept, attempt);
        if (end instanceof JobOutcome.Passed) {
            saveCaches.save(
                    caches, attempt.checkout(), attempt.home(), attempt.directory(), attempt.note(), attempt.stop());
        }
        return end;
    }

    private static boolean mayKeep(JobOutcome outcome) {
        return switch (outcome) {
            case JobOutcome.Passed passed -> true;
            case JobOutcome.Failed failed -> true;
            case JobOutcome.TimedOut timedOut -> true;
            case JobOutcome.LimitExceeded exceeded -> true;
            case JobOutcome.Errored errored -> false;
            case JobOutcome.Refused refused -> false;
            case JobOutcome.Stopped stopped -> false;
        };
    }

    private static JobOutcome withArtifacts(JobOutcome outcome, KeepOutcome kept, Attempt attempt) {
        if (kept instanceof KeepOutcome.Kept) {
            return outcome;
        }
        if (attempt.stop().isDone()) {
            return new JobOutcome.Stopped(attempt.stop().join());
        }
        String reason = switch (kept) {
            case KeepOutcome.Kept none -> "";
            case KeepOutcome.TooLarge(String why) -> why;
            case KeepOutcome.NotStored(String why) -> why;
        };
        attempt.note().accept(reason);
        if (!(outcome instanceof JobOutcome.Passed)) {
            return outcome;
        }
        return kept instanceof KeepOutcome.TooLarge
                ? new JobOutcome.LimitExceeded(reason)
                : new JobOutcome.Errored(reason);
    }
}
