package dev.millrace.gateway.session;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A session, without its secret.
 *
 * @param id unique
 * @param sha256 of the secret in the cookie, 64 lower-case hex digits
 * @param user who signed in; empty for the administrator's token and for tokens of teams
 * @param tokenId the access token that it was begun with: the session ends with it
 * @param team slug of the team that it acts for; empty for the administrator's token, or if the user has not chosen one
 * @param client header {@code User-Agent} of the sign-in, at most 200 characters
 * @param createdAt by our clock
 * @param expiresAt when it ends
 */
record Session(
        UUID id,
        String sha256,
        Optional<UUID> user,
        Optional<String> tokenId,
        Optional<String> team,
        String client,
        Instant createdAt,
        Instant expiresAt) {

    /** Whether it was begun with the administrator's token. */
    boolean isOfAdministrator() {
        return user.isEmpty() && tokenId.isEmpty();
    }
}
