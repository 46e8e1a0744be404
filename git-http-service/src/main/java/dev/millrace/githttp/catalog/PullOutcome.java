package dev.millrace.githttp.catalog;

/** Outcome of {@link PullUpstream}. */
sealed interface PullOutcome {

    /** The request was accepted. */
    record Requested() implements PullOutcome {}

    /** The repository has no upstream. */
    record NoUpstream() implements PullOutcome {}

    /** The request is invalid. */
    record Invalid(String reason) implements PullOutcome {}
}
