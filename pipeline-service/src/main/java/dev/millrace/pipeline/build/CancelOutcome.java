package dev.millrace.pipeline.build;

/** The result of a request to cancel a build. */
public sealed interface CancelOutcome {

    /** It had not begun and has ended now. */
    record Cancelled() implements CancelOutcome {}

    /** It runs; its worker will stop it within seconds. */
    record Stopping() implements CancelOutcome {}

    /** Nothing to cancel. */
    record AlreadyEnded(RunState state) implements CancelOutcome {}

    /** No such build. */
    record Unknown() implements CancelOutcome {}
}
