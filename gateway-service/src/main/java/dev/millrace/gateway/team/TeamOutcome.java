package dev.millrace.gateway.team;

/** What became of the wish for a team. */
sealed interface TeamOutcome {
    /** It is there now. */
    record Created(Team team) implements TeamOutcome {}

    /** There is a team of this slug. */
    record Taken(String slug) implements TeamOutcome {}

    /** It cannot be called so. */
    record Refused(String reason) implements TeamOutcome {}
}
