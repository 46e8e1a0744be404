package dev.millrace.ingest.deadletter;

/** What became of an administrator's decision. */
sealed interface DecisionOutcome {

    /** It is released or discarded. */
    record Decided(DeadLetter letter) implements DecisionOutcome {}

    /** There is no such dead letter. */
    record Unknown() implements DecisionOutcome {}

    /** It was released or discarded before. */
    record DecidedBefore(DeadLetter letter) implements DecisionOutcome {}

    /** It cannot be written to its topic again. */
    record NotReleasable(String reason) implements DecisionOutcome {}
}
