package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An access token was created or revoked, or what it allows has changed. Every service learns from these events which access
 * tokens it may accept.
 *
 * <p>Wire name {@code access.token.changed}, version 1. Topic {@code access.tokens}, compacted, keyed by token id: the newest
 * record of a token is its state. The token itself is in no record.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not,
 * and one whose value is missing.
 *
 * @param eventId from token id and the number of its change
 * @param tokenId unique, {@code token-} and a UUID
 * @param sha256 SHA-256 of the token's text, 64 lower-case hex digits
 * @param team slug of the one team that the token acts for
 * @param user id of the person who owns the token; empty if the team owns it
 * @param name who is calling, for logs and as the owner of LFS locks: the name of the person or of the token
 * @param role role in the team: {@code viewer}, {@code member}, {@code maintainer} or {@code owner}
 * @param scopes what it allows, for example {@code git:read}
 * @param expiresAt when it ends, by gateway-service's clock
 * @param active false once revoked
 * @param occurredAt by gateway-service's clock
 */
public record AccessTokenChanged(
        UUID eventId,
        String tokenId,
        String sha256,
        String team,
        Optional<UUID> user,
        String name,
        String role,
        List<String> scopes,
        Instant expiresAt,
        boolean active,
        Instant occurredAt)
        implements Event {

    public AccessTokenChanged {
        scopes = List.copyOf(scopes);
    }

    @Override
    public String key() {
        return tokenId;
    }

    @Override
    public String subject() {
        return "token/" + tokenId;
    }
}
