package dev.millrace.gateway.team;

/** The outcome of registering a key. */
sealed interface KeyOutcome<K extends TeamKey> {
    /** It is active from now on. */
    record Registered<K extends TeamKey>(K key) implements KeyOutcome<K> {}

    /** The team had it already, and nothing changed. */
    record Known<K extends TeamKey>(K key) implements KeyOutcome<K> {}

    /** There is no such team. */
    record NoTeam<K extends TeamKey>() implements KeyOutcome<K> {}

    /** It is not a key of this kind, or its name is not acceptable. */
    record Refused<K extends TeamKey>(String reason) implements KeyOutcome<K> {}
}
