package dev.millrace.sync.pass;

import dev.millrace.sync.queue.SyncOutcome;
import java.util.Optional;

/** Outcome of one step of a pass. */
sealed interface Step {

    /** Another step is needed, which reads both sides anew. */
    record Again() implements Step {}

    /** The pass is over. */
    record Ended(SyncOutcome outcome) implements Step {}

    /** The pass failed, and is retried after the usual delay. */
    static Step failed(String reason) {
        return new Ended(new SyncOutcome.Failed(reason, Optional.empty()));
    }

    /** The pass failed, and a person has to act. */
    static Step refused(String reason) {
        return new Ended(new SyncOutcome.Refused(reason));
    }
}
