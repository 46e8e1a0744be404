package dev.millrace.gateway.connection;

/** The result of a request to remove a connection. */
sealed interface RemovalOutcome {

    /** It was removed. */
    record Removed() implements RemovalOutcome {}

    /** There is no connection of this id. */
    record Missing() implements RemovalOutcome {}

    /** The settings describe it, so that it would come back with the next start. */
    record StatedBySettings() implements RemovalOutcome {}
}
