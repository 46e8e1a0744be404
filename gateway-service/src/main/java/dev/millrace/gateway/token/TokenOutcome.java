package dev.millrace.gateway.token;

/** The result of a request for an access token. */
public sealed interface TokenOutcome {

    /**
     * It is valid from now on.
     *
     * @param text the token itself, which is stored nowhere
     */
    record Issued(AccessToken token, String text) implements TokenOutcome {

        @Override
        public String toString() {
            return "Issued[" + token.id() + "]";
        }
    }

    /** There is no such team. */
    record NoTeam(String slug) implements TokenOutcome {}

    /** The caller may not give away this role or scope, since it does not have it. */
    record TooMuch(String reason) implements TokenOutcome {}

    /** The name, the scopes or the end are not acceptable, or the team has too many tokens. */
    record Refused(String reason) implements TokenOutcome {}
}
