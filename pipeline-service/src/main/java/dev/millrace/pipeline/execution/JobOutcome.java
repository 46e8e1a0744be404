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

    /** It never reached its steps: our fault, not the change's. */
    record Errored(String reason) implements JobOutcome {}

    /** It was stopped from outside. */
    record Stopped(StopReason reason) implements JobOutcome {}
}
