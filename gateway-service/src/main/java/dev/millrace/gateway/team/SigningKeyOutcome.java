package dev.millrace.gateway.team;

/** What became of the wish to register a signing key. */
sealed interface SigningKeyOutcome {

    /** It is new. */
    record Registered(SigningKey key) implements SigningKeyOutcome {}

    /** The team has it already. */
    record Known(SigningKey key) implements SigningKeyOutcome {}

    /** There is no such team. */
    record NoTeam() implements SigningKeyOutcome {}

    /** It is no key that can be checked against. */
    record Refused(String reason) implements SigningKeyOutcome {}
}
