package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.util.concurrent.CompletableFuture;

/** Makes one attempt at one job. */
interface JobRunner {

    /**
     * Runs the job to its end, or until {@code stop} has a reason.
     *
     * @throws InterruptedException if this instance does not wait for its end
     */
    JobOutcome run(BuildRow build, JobRow job, JobDefinition definition, CompletableFuture<StopReason> stop)
            throws InterruptedException;
}
