package dev.millrace.pipeline.execution;

/** Why a running build must stop before its end. */
sealed interface StopReason {

    /** A caller cancelled it. */
    record Cancelled(String by) implements StopReason {}

    /** Another worker has the claim, or the claim could not be renewed. */
    record ClaimLost() implements StopReason {}

    /** This instance stops; another one continues the build. */
    record ShuttingDown() implements StopReason {}
}
