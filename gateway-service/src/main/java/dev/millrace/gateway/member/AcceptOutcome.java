package dev.millrace.gateway.member;

import dev.millrace.gateway.token.AccessToken;
import dev.millrace.gateway.user.User;

/** The result of accepting an invitation. */
sealed interface AcceptOutcome {

    /**
     * The user is a member now.
     *
     * @param token an access token of the user for the team
     * @param text the token itself, which is stored nowhere
     */
    record Accepted(User user, Member member, AccessToken token, String text) implements AcceptOutcome {

        @Override
        public String toString() {
            return "Accepted[" + member + "]";
        }
    }

    /** No invitation has this secret, or it was used or revoked, or has expired. */
    record NotOpen() implements AcceptOutcome {}

    /** The name of the new user, or something about its token, is not acceptable. */
    record Refused(String reason) implements AcceptOutcome {}
}
