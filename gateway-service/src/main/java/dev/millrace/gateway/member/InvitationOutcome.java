package dev.millrace.gateway.member;

/** The result of a request to invite to a team. */
sealed interface InvitationOutcome {

    /**
     * It can be accepted from now on.
     *
     * @param secret what the link ends with; stored nowhere
     */
    record Invited(Invitation invitation, String secret) implements InvitationOutcome {

        @Override
        public String toString() {
            return "Invited[" + invitation.id() + "]";
        }
    }

    /** There is no such team. */
    record NoTeam() implements InvitationOutcome {}

    /** The caller may not invite to a role that it does not have. */
    record TooMuch() implements InvitationOutcome {}

    /** The team has too many invitations that can still be accepted. */
    record TooMany(int most) implements InvitationOutcome {}
}
