package dev.millrace.ingest.archive;

/** What became of a request for a replay. */
sealed interface ReplayOutcome {

    /** It waits, and a worker will publish its deliveries. */
    record Requested(Replay replay) implements ReplayOutcome {}

    /**
     * One of the things that it names is not stored.
     *
     * @param what for example {@code delivery 7}
     */
    record Unknown(String what) implements ReplayOutcome {}

    /** A dead letter that was not made from a delivery: it can only be released. */
    record NotOfADelivery(long deadLetter) implements ReplayOutcome {}

    /** No stored delivery matches. */
    record NothingSelected() implements ReplayOutcome {}
}
