package dev.millrace.pipeline.trigger;

import java.time.Instant;

/** What becomes of a button that was used. */
sealed interface ButtonDecision {

    /** The account may write: it is done. */
    record Use() implements ButtonDecision {}

    /** The account may not write. */
    record Refuse(String reason) implements ButtonDecision {}

    /** The forge is asked again later. */
    record Wait(Instant until, String reason) implements ButtonDecision {}

    /** The forge did not state in time whether the account may write. */
    record GiveUp(String reason) implements ButtonDecision {}
}
