package dev.millrace.gateway.team;

/** What became of the wish to register a key. */
sealed interface KeyOutcome {
    /** It counts from now on. */
    record Registered(AccessKey key) implements KeyOutcome {}

    /** The team had it already, and nothing changed. */
    record Known(AccessKey key) implements KeyOutcome {}

    /** There is no such team. */
    record NoTeam() implements KeyOutcome {}

    /** It is no key that can sign a token here. */
    record Refused(String reason) implements KeyOutcome {}
}
