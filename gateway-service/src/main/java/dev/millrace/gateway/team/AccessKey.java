package dev.millrace.gateway.team;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.AccessKeyChanged;
import java.time.Instant;
import java.util.Optional;

/**
 * A public key that signs tokens.
 *
 * @param id unique; a token may name it as {@code kid}
 * @param team whose tokens; empty for the platform's own key
 * @param name for people
 * @param publicKeyPem X.509 SubjectPublicKeyInfo
 * @param createdAt by our clock
 * @param revokedAt when it ceased to count
 */
record AccessKey(
        String id,
        Optional<String> team,
        String name,
        String publicKeyPem,
        Instant createdAt,
        Optional<Instant> revokedAt) {

    AccessKey revoke(Instant at) {
        return new AccessKey(id, team, name, publicKeyPem, createdAt, Optional.of(at));
    }

    AccessKeyChanged toEvent() {
        boolean active = revokedAt.isEmpty();
        return new AccessKeyChanged(
                EventIds.of("access.key", id, active), id, team, publicKeyPem, active, revokedAt.orElse(createdAt));
    }
}
