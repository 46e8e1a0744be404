package dev.millrace.gateway.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the API shows it.
 *
 * @param id for its removal
 * @param purpose {@code app-key}, {@code webhook} or {@code oauth-client}
 * @param createdAt ISO 8601
 * @param lastMatchedAt when a delivery was last signed with it, about a quarter of an hour late; absent if none was, and for
 *     secrets that are not of webhooks
 * @param value the secret itself; only in the response that created it, and only if it was generated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SecretBody(
        UUID id,
        String purpose,
        Instant createdAt,
        @Nullable Instant lastMatchedAt,
        @Nullable String value) {

    static SecretBody of(ConnectionSecret secret, Optional<Instant> lastMatchedAt, Optional<String> generated) {
        return new SecretBody(
                secret.id(),
                wireName(secret.purpose()),
                secret.createdAt(),
                lastMatchedAt.orElse(null),
                generated.orElse(null));
    }

    static String wireName(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Purpose> purpose(String wireName) {
        return Arrays.stream(Purpose.values())
                .filter(purpose -> wireName(purpose).equals(wireName))
                .findFirst();
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "SecretBody[" + id + ", " + purpose + "]";
    }
}
