package dev.millrace.pipeline.build;

import dev.millrace.pipeline.workflow.JobDefinition;
import java.time.Duration;
import java.util.Optional;

/**
 * A job that its worker may run now.
 *
 * @param job {@code attempts} counts this one
 * @param left how long its build may still run; zero or less if its time is over, empty if the pipeline sets no limit
 */
public record StartedJob(BuildRow build, JobRow job, Optional<Duration> left) {

    /** As {@code ops.yml} defines it. */
    public JobDefinition definition() {
        return build.pipeline().jobs().get(job.position());
    }
}
