package dev.millrace.gateway.token;

import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A request for an access token.
 *
 * @param team slug of the team that it acts for
 * @param user the user who will own it; empty for the team
 * @param owner name of the user; the name of the token for the team
 * @param name display name, 1 to 100 printable characters
 * @param role role that it has
 * @param scopes scopes that it has
 * @param expiresAt when it ends; after the usual time if empty
 */
public record TokenRequest(
        String team,
        Optional<UUID> user,
        String owner,
        String name,
        Role role,
        Set<Scope> scopes,
        Optional<Instant> expiresAt) {

    public TokenRequest {
        scopes = Set.copyOf(scopes);
    }
}
