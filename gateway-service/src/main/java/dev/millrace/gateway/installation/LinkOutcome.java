package dev.millrace.gateway.installation;

/** The result of a request to link an installation to a team. */
sealed interface LinkOutcome {
    /** It belongs to the team, from now on or already before. */
    record Linked(Installation installation) implements LinkOutcome {}

    /** There is no such team. */
    record NoTeam() implements LinkOutcome {}

    /** The forge has not reported it yet. */
    record NotReported() implements LinkOutcome {}

    /** It was removed at the forge. */
    record Gone(Installation installation) implements LinkOutcome {}

    /** Its account belongs to another team, which is not named: a team must not learn of others. */
    record AccountTaken(Installation installation) implements LinkOutcome {}
}
