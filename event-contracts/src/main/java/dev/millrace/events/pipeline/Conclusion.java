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
    /** did not run: a job that it needs did not succeed, or a condition did not hold; a build, if none of its jobs ran */
    SKIPPED
}
