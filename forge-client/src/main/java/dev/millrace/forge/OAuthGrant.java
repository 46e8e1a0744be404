package dev.millrace.forge;

import java.time.Instant;
import java.util.Optional;

/** The response to a request for tokens of a person (RFC 6749, section 5). */
public sealed interface OAuthGrant {

    /**
     * Tokens, of any length.
     *
     * @param accessToken for calls in the person's name
     * @param expiresAt when it expires, by our clock; empty if it does not
     * @param refreshToken for one refresh, after which it and the access token are invalid; empty if the token does not expire
     * @param refreshExpiresAt when the refresh token expires, by our clock
     */
    record Granted(
            String accessToken,
            Optional<Instant> expiresAt,
            Optional<String> refreshToken,
            Optional<Instant> refreshExpiresAt)
            implements OAuthGrant {

        /** Shows no token. */
        @Override
        public String toString() {
            return "Granted[until " + expiresAt + "]";
        }
    }

    /**
     * The forge issued no token.
     *
     * @param error its code, for example {@code bad_verification_code}
     * @param description for people; empty if there is none
     */
    record Refused(String error, String description) implements OAuthGrant {

        /** Whether the client secret was not accepted; the code or refresh token can still be used. */
        public boolean isOfClient() {
            return error.equals("incorrect_client_credentials") || error.equals("invalid_client");
        }
    }
}
