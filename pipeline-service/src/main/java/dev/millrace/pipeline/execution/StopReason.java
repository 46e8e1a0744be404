package dev.millrace.pipeline.execution;

/** Why a running build shall stop before its end. */
sealed interface StopReason {

    /** Somebody asked for it. */
    record Cancelled(String by) implements StopReason {}

    /** The claim has gone to another worker, or could not be kept. */
    record ClaimLost() implements StopReason {}

    /** This instance stops; the build goes on elsewhere. */
    record ShuttingDown() implements StopReason {}
}
