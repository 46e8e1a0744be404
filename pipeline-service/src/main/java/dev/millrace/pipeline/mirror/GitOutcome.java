package dev.millrace.pipeline.mirror;

/** How a git command ended. */
public sealed interface GitOutcome {

    /** It did what it should. */
    record Done(String output) implements GitOutcome {}

    /** It did not; the reason is git's own last words. */
    record Refused(String reason) implements GitOutcome {}
}
