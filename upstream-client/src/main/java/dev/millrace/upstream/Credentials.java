package dev.millrace.upstream;

import java.util.Optional;

/** What requests to an upstream are authenticated with. */
public sealed interface Credentials {

    /** Nothing. */
    record Anonymous() implements Credentials {}

    /**
     * A token of an installation of the platform's App.
     *
     * @param installationId decimal string; empty if no installation covers the repository
     */
    record Installation(Optional<String> installationId) implements Credentials {}

    /**
     * What a team stored. Its text form shows nothing of it.
     *
     * @param provider kind of the forge, as the API names it
     * @param username empty if a token alone was stored
     * @param secret password or token
     */
    record Stored(String provider, Optional<String> username, String secret) implements Credentials {

        @Override
        public String toString() {
            return "Stored[...]";
        }
    }
}
