package dev.millrace.events.pipeline;

/** How a build or job ended. */
public enum Conclusion {
    SUCCESS,
    /** a step failed */
    FAILURE,
    CANCELLED,
    TIMED_OUT,
    /** caused by the platform or the machine, not by the change */
    ERROR,
    /** did not run because an earlier job did not succeed */
    SKIPPED
}
