package dev.millrace.gateway.installation;

import java.util.List;

/** The result of a request to link an installation to a team. */
sealed interface LinkOutcome {
    /** It belongs to the team, from now on or already before. */
    record Linked(Installation installation) implements LinkOutcome {}

    /** There is no such team. */
    record NoTeam() implements LinkOutcome {}

    /** The forge has not reported it yet. */
    record NotReported() implements LinkOutcome {}

    /**
     * Several GitHubs have an installation of this number.
     *
     * @param instances their hosts
     */
    record Ambiguous(List<String> instances) implements LinkOutcome {
        public Ambiguous {
            instances = List.copyOf(instances);
        }
    }

    /** It was removed at the forge. */
    record Gone(Installation installation) implements LinkOutcome {}

    /** Its account belongs to another team, which is not named: a team must not learn of others. */
    record AccountTaken(Installation installation) implements LinkOutcome {}
}
