package dev.millrace.pipeline.execution;

import java.time.Duration;

/** How one attempt at a job ended. */
sealed interface JobOutcome {

    /** Every step succeeded. */
    record Passed() implements JobOutcome {}

    /** A step failed. */
    record Failed(int exitCode) implements JobOutcome {}

    /** It took too long. */
    record TimedOut(Duration limit) implements JobOutcome {}

    /**
     * It used more of the machine than it may.
     *
     * @param limit for its author, for example {@code more than 4G of memory (millrace.pipeline.job-use.memory)}
     */
    record LimitExceeded(String limit) implements JobOutcome {}

    /** It never reached its steps: our fault, not the change's. */
    record Errored(String reason) implements JobOutcome {}

    /** It must not run as it is, which another attempt would not change: it lists a secret that does not exist, for example. */
    record Refused(String reason) implements JobOutcome {}

    /** It was stopped from outside. */
    record Stopped(StopReason reason) implements JobOutcome {}
}
