package dev.millrace.gateway.team;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.access.SigningKeyChanged.Kind;
import dev.millrace.kit.identity.signature.PublicSigningKey;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A public key that signs commits and pushes of a team.
 *
 * @param id unique
 * @param team the team that it belongs to
 * @param name display name
 * @param kind how it signs
 * @param publicKey one line as in {@code authorized_keys}, or an armored OpenPGP block
 * @param fingerprint as the tools of its kind show it
 * @param createdAt by our clock
 * @param revokedAt when it was revoked
 */
record SigningKey(
        String id,
        String team,
        String name,
        Kind kind,
        String publicKey,
        String fingerprint,
        Instant createdAt,
        Optional<Instant> revokedAt)
        implements TeamKey {

    private static final int LONGEST_KEY = 64 * 1024;

    static final KeyKind<SigningKey> KIND = new KeyKind<>("publicKey", LONGEST_KEY, SigningKey::ofTeam);

    /** @throws IllegalArgumentException if the text is not a key that signatures can be checked with */
    private static SigningKey ofTeam(String team, String name, String text, Instant at) {
        PublicSigningKey key = PublicSigningKey.read(text);
        return new SigningKey(
                "signing-" + UUID.randomUUID(),
                team,
                name,
                key.kind(),
                key.text(),
                key.fingerprint(),
                at,
                Optional.empty());
    }

    @Override
    public SigningKeyChanged toEvent() {
        return new SigningKeyChanged(
                EventIds.of("access.signing.key", id, isActive()),
                id,
                team,
                kind,
                publicKey,
                isActive(),
                revokedAt.orElse(createdAt));
    }
}
