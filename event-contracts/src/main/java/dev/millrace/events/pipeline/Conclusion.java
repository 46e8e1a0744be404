package dev.millrace.events.pipeline;

/** How a build or job ended. */
public enum Conclusion {
    SUCCESS,
    /** a step failed */
    FAILURE,
    CANCELLED,
    TIMED_OUT,
    /** our fault or the machine's, not the change's */
    ERROR,
    /** did not run because an earlier job ended badly */
    SKIPPED
}
