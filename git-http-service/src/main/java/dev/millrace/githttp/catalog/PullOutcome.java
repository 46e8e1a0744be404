package dev.millrace.githttp.catalog;

/** Outcome of {@link PullUpstream}. */
sealed interface PullOutcome {

    /** The wish is on its way. */
    record Requested() implements PullOutcome {}

    /** There is nothing to pull from. */
    record NoUpstream() implements PullOutcome {}

    /** The wish makes no sense. */
    record Invalid(String reason) implements PullOutcome {}
}
