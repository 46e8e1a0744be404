package dev.millrace.pipeline.build;

/** The result of a request to cancel a build. */
public sealed interface CancelOutcome {

    /** None of its jobs ran, and it has ended now. */
    record Cancelled() implements CancelOutcome {}

    /** Jobs of it run; their workers will stop them within seconds. The others have ended now. */
    record Stopping() implements CancelOutcome {}

    /** Nothing to cancel. */
    record AlreadyEnded(RunState state) implements CancelOutcome {}

    /** No such build. */
    record Unknown() implements CancelOutcome {}
}
