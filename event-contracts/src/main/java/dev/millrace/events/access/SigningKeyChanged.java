package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A key with which a team signs commits and pushes was registered or revoked.
 *
 * <p>Wire name {@code access.signing.key.changed}, version 1. Topic {@code access.keys}, compacted, keyed by key id: the
 * newest record of a key is its state. Such a key never signs tokens.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not,
 * and one whose value is missing.
 *
 * @param eventId from key id and state
 * @param keyId unique among all keys of the topic, {@code signing-} and a UUID
 * @param team slug of the team whose commits it vouches for
 * @param kind how it signs
 * @param publicKey for SSH, one line as in {@code authorized_keys}; for OpenPGP, an armored public key block
 * @param active false once revoked
 * @param occurredAt by gateway-service's clock
 */
public record SigningKeyChanged(
        UUID eventId, String keyId, String team, Kind kind, String publicKey, boolean active, Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return keyId;
    }

    @Override
    public String subject() {
        return "key/" + keyId;
    }

    /** How a key signs. */
    public enum Kind {
        SSH,
        OPENPGP
    }
}
