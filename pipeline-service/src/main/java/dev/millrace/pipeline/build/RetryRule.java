package dev.millrace.pipeline.build;

import dev.millrace.pipeline.workflow.JobDefinition;
import dev.millrace.pipeline.workflow.JobDefinition.RetryCause;

/**
 * Which jobs run again. What went wrong on the machine is repeated once in any case and as often as {@code retries} allows; what
 * went wrong in the job itself only where {@code retries} asks for it. Pure.
 */
final class RetryRule {

    /** A machine that was lost has nothing to do with the job; one that is lost twice may have been lost because of it. */
    private static final int LEAST_RETRIES_OF_ERRORS = 1;

    private RetryRule() {}

    /**
     * Whether a job that ended like this runs again.
     *
     * @param attempts made so far, 1 or more
     */
    static boolean allows(JobDefinition job, int attempts, RunState end) {
        return switch (end) {
            case ERROR -> attempts <= Math.max(job.retries(), LEAST_RETRIES_OF_ERRORS);
            case FAILED -> attempts <= job.retries() && job.retryOn().contains(RetryCause.FAILURE);
            case TIMED_OUT -> attempts <= job.retries() && job.retryOn().contains(RetryCause.TIMEOUT);
            case PASSED, CANCELLED, SKIPPED -> false;
            case QUEUED, RUNNING -> throw new IllegalArgumentException(end.wireName() + " is not an end");
        };
    }
}
