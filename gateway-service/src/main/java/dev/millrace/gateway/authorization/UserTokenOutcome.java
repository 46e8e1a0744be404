package dev.millrace.gateway.authorization;

/** The result of asking for the token of a person at a forge. */
public sealed interface UserTokenOutcome {

    /**
     * A token that is valid for some minutes at least.
     *
     * @param token in plain text; not to be kept
     */
    record Usable(String token) implements UserTokenOutcome {

        /** Shows no token. */
        @Override
        public String toString() {
            return "Usable";
        }
    }

    /** There is none, or it ended: the person has to authorize the App again. */
    record AuthorizationNeeded() implements UserTokenOutcome {}
}
