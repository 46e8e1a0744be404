package dev.millrace.gateway.authorization;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tokens of an account for one App, as ciphertext.
 *
 * @param key whose, and for which App
 * @param access the access token
 * @param expiresAt when it expires; empty if it does not
 * @param refresh the refresh token, valid once; empty if there is none
 * @param refreshExpiresAt when the refresh token expires; empty if that is not known
 * @param grantedAt when the person authorized the App, by our clock
 * @param refreshedAt when these tokens were issued, by our clock
 */
record UserToken(
        Key key,
        Sealed access,
        Optional<Instant> expiresAt,
        Optional<Sealed> refresh,
        Optional<Instant> refreshExpiresAt,
        Instant grantedAt,
        Instant refreshedAt) {

    /** A token that expires within this time is refreshed first: the calls that it is for take a while. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    boolean isUsable(Instant now) {
        return expiresAt.map(end -> now.plus(MARGIN).isBefore(end)).orElse(true);
    }

    boolean isRefreshable(Instant now) {
        return refresh.isPresent() && refreshExpiresAt.map(now::isBefore).orElse(true);
    }

    /**
     * Whose tokens they are.
     *
     * @param instance host of the forge
     * @param accountId decimal string
     * @param connectionId the connection of the App
     */
    record Key(String instance, String accountId, String connectionId) {

        /** What a token is sealed for: none can be opened as another. */
        String context(String kind) {
            return "gateway.user_token/%s/%s:%s/%s".formatted(connectionId, instance, accountId, kind);
        }
    }

    /** A token as ciphertext. */
    static final class Sealed {

        private final byte[] bytes;

        Sealed(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sealed sealed && Arrays.equals(bytes, sealed.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** The ciphertext is nothing for logs either. */
        @Override
        public String toString() {
            return "Sealed[" + bytes.length + "]";
        }
    }
}
