package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A public key was registered or revoked. Every service learns from these events which keys may sign tokens.
 *
 * <p>Wire name {@code access.key.changed}, version 1. Topic {@code access.keys}, compacted, keyed by key id: the newest
 * record of a key is its state.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not,
 * and one whose value is missing.
 *
 * @param eventId from key id and state
 * @param keyId unique; a token may name it as {@code kid}
 * @param team slug whose tokens it verifies (the token's {@code iss}); empty for the platform's own key, which services use
 *     among themselves and which may sign for any team
 * @param publicKeyPem X.509 SubjectPublicKeyInfo in PEM: EC P-256, RSA of at least 2,048 bits, or Ed25519
 * @param active false once revoked
 * @param occurredAt by gateway-service's clock
 */
public record AccessKeyChanged(
        UUID eventId, String keyId, Optional<String> team, String publicKeyPem, boolean active, Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return keyId;
    }

    @Override
    public String subject() {
        return "key/" + keyId;
    }
}
