package dev.millrace.gateway.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signing key as the API shows it.
 *
 * @param id for its revocation
 * @param team the team that it belongs to
 * @param name display name
 * @param kind {@code ssh} or {@code openpgp}
 * @param fingerprint as the tools of its kind show it
 * @param publicKey the key
 * @param active whether what it signs is accepted
 * @param createdAt ISO 8601
 * @param revokedAt ISO 8601; absent while active
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SigningKeyBody(
        String id,
        String team,
        String name,
        String kind,
        String fingerprint,
        String publicKey,
        boolean active,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    static SigningKeyBody of(SigningKey key) {
        return new SigningKeyBody(
                key.id(),
                key.team(),
                key.name(),
                key.kind().name().toLowerCase(Locale.ROOT),
                key.fingerprint(),
                key.publicKey(),
                key.revokedAt().isEmpty(),
                key.createdAt(),
                key.revokedAt().orElse(null));
    }
}
