package dev.millrace.gateway.team;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.kit.identity.key.PublicKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * A public key that signs tokens.
 *
 * @param id unique; a token may name it as {@code kid}
 * @param team the team whose tokens it signs; empty for the platform's own key
 * @param name display name
 * @param publicKeyPem X.509 SubjectPublicKeyInfo
 * @param fingerprint SHA-256 of the encoded key, in hexadecimal
 * @param createdAt by our clock
 * @param revokedAt when it was revoked
 */
record AccessKey(
        String id,
        Optional<String> team,
        String name,
        String publicKeyPem,
        String fingerprint,
        Instant createdAt,
        Optional<Instant> revokedAt)
        implements TeamKey {

    private static final int LONGEST_PEM = 16 * 1024;
    private static final int PLATFORM_ID_DIGITS = 16;

    static final KeyKind<AccessKey> KIND = new KeyKind<>("publicKeyPem", LONGEST_PEM, AccessKey::ofTeam);

    /** @throws IllegalArgumentException if the text is not a key that can sign a token */
    private static AccessKey ofTeam(String team, String name, String pem, Instant at) {
        return new AccessKey(
                "key-" + UUID.randomUUID(),
                Optional.of(team),
                name,
                pem.strip() + "\n",
                fingerprint(pem),
                at,
                Optional.empty());
    }

    /** The platform's own key. Its id is derived from the key, so that it is the same on every instance. */
    static AccessKey ofPlatform(String pem, Instant at) {
        String fingerprint = fingerprint(pem);
        return new AccessKey(
                "platform-" + fingerprint.substring(0, PLATFORM_ID_DIGITS),
                Optional.empty(),
                "platform",
                pem.strip() + "\n",
                fingerprint,
                at,
                Optional.empty());
    }

    @Override
    public AccessKeyChanged toEvent() {
        return new AccessKeyChanged(
                EventIds.of("access.key", id, isActive()),
                id,
                team,
                publicKeyPem,
                isActive(),
                revokedAt.orElse(createdAt));
    }

    private static String fingerprint(String pem) {
        try {
            byte[] encoded = PublicKeys.read(pem).getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
