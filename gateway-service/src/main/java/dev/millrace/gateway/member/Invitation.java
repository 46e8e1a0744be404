package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An invitation to become a member, without the secret of its link.
 *
 * @param id {@code invitation-} and a UUID
 * @param team slug
 * @param role role that the new member will have
 * @param secretSha256 of the secret, 64 lower-case hex digits
 * @param invitedBy name of who created it
 * @param createdAt by our clock
 * @param expiresAt when it ends
 * @param acceptedBy the user who has accepted it
 * @param acceptedAt when it was accepted
 * @param revokedAt when it was revoked
 */
record Invitation(
        String id,
        String team,
        Role role,
        String secretSha256,
        String invitedBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<UUID> acceptedBy,
        Optional<Instant> acceptedAt,
        Optional<Instant> revokedAt) {

    boolean isOpen(Instant now) {
        return acceptedAt.isEmpty() && revokedAt.isEmpty() && now.isBefore(expiresAt);
    }
}
