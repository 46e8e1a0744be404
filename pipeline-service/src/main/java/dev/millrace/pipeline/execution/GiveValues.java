package dev.millrace.pipeline.execution;

import dev.millrace.kit.work.Backoff;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.store.JobValues;
import dev.millrace.pipeline.store.ReadJobValues;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/** Gets the values from the team's stores that a job lists, and waits for them while they cannot be read. */
@Singleton
final class GiveValues {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final BiFunction<BuildRow, JobDefinition, JobValues> read;
    private final Duration giveUpAfter;

    @Inject
    GiveValues(ReadJobValues readJobValues, PipelineConfig config) {
        this(readJobValues::read, config.secrets().giveUpAfter());
    }

    GiveValues(BiFunction<BuildRow, JobDefinition, JobValues> read, Duration giveUpAfter) {
        this.read = read;
        this.giveUpAfter = giveUpAfter;
    }

    /**
     * The values, or why the job cannot have them.
     *
     * @param atMost how long the job may still run
     * @param stop ends the wait
     */
    JobValues await(BuildRow build, JobDefinition job, Duration atMost, CompletableFuture<?> stop)
            throws InterruptedException {
        long end = System.nanoTime() + (atMost.compareTo(giveUpAfter) < 0 ? atMost : giveUpAfter).toNanos();
        JobValues values = read.apply(build, job);
        for (int failures = 1; values instanceof JobValues.Unavailable; failures++) {
            Duration pause = BACKOFF.after(failures);
            if (end - System.nanoTime() < pause.toNanos() || isDone(stop, pause)) {
                return values;
            }
            values = read.apply(build, job);
        }
        return values;
    }

    private static boolean isDone(CompletableFuture<?> stop, Duration pause) throws InterruptedException {
        try {
            stop.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for the stores failed", e);
        }
    }
}
