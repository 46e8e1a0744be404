package dev.millrace.gateway.team;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.access.SigningKeyChanged.Kind;
import java.time.Instant;
import java.util.Optional;

/**
 * A public key that signs commits and pushes of a team.
 *
 * @param id unique
 * @param team whose
 * @param name for people
 * @param kind how it signs
 * @param publicKey one line as in {@code authorized_keys}, or an armored OpenPGP block
 * @param fingerprint as the tools of its kind show it
 * @param createdAt by our clock
 * @param revokedAt when it ceased to count
 */
record SigningKey(
        String id,
        String team,
        String name,
        Kind kind,
        String publicKey,
        String fingerprint,
        Instant createdAt,
        Optional<Instant> revokedAt) {

    SigningKeyChanged toEvent() {
        boolean active = revokedAt.isEmpty();
        return new SigningKeyChanged(
                EventIds.of("access.signing.key", id, active),
                id,
                team,
                kind,
                publicKey,
                active,
                revokedAt.orElse(createdAt));
    }
}
