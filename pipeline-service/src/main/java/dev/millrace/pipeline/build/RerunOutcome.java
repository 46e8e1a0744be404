package dev.millrace.pipeline.build;

/** The result of a request to run a build again. */
public sealed interface RerunOutcome {

    /** The next attempt is queued. */
    record Queued(BuildRow build) implements RerunOutcome {}

    /** The next attempt exists since an earlier request. */
    record AlreadyMade(BuildRow build) implements RerunOutcome {}

    /** The build is queued or runs. */
    record NotEnded(RunState state) implements RerunOutcome {}

    /** All of its jobs passed, and only others were to run again. */
    record NothingFailed() implements RerunOutcome {}

    /** It was run again as often as allowed. */
    record TooMany(int most) implements RerunOutcome {}

    /** No such build. */
    record Unknown() implements RerunOutcome {}
}
