package dev.millrace.pipeline.mirror;

/** How a git command ended. */
public sealed interface GitOutcome {

    /** It succeeded. */
    record Done(String output) implements GitOutcome {}

    /** It failed; the reason is git's last error output. */
    record Refused(String reason) implements GitOutcome {}
}
