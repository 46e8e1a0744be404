package dev.millrace.gateway.team;

/** The result of a request to create a team. */
sealed interface TeamOutcome {
    /** The team was created. */
    record Created(Team team) implements TeamOutcome {}

    /** There is a team of this slug. */
    record Taken(String slug) implements TeamOutcome {}

    /** The slug or the name is not acceptable. */
    record Refused(String reason) implements TeamOutcome {}
}
