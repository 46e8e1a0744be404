package dev.millrace.gateway.team;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the API shows it.
 *
 * @param id for {@code kid}
 * @param team the team that it belongs to
 * @param name display name
 * @param publicKeyPem the key
 * @param active whether tokens it signs are accepted
 * @param createdAt ISO 8601
 * @param revokedAt ISO 8601; absent while active
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyBody(
        String id,
        String team,
        String name,
        String publicKeyPem,
        boolean active,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    static KeyBody of(AccessKey key) {
        return new KeyBody(
                key.id(),
                key.team().orElse(""),
                key.name(),
                key.publicKeyPem(),
                key.revokedAt().isEmpty(),
                key.createdAt(),
                key.revokedAt().orElse(null));
    }
}
