package dev.millrace.ingest.delivery;

/** How the reading of a body ended. */
sealed interface BodyOutcome {

    /** It is complete. */
    record Complete(ReceivedBody body) implements BodyOutcome {}

    /** It is longer than a delivery may be. */
    record TooLong() implements BodyOutcome {}

    /** It was not complete at its deadline. */
    record TooSlow() implements BodyOutcome {}

    /** There is no memory for it, or it was dropped to make room for another body. */
    record NoRoom() implements BodyOutcome {}

    /** The caller disconnected. */
    record Disconnected() implements BodyOutcome {}
}
