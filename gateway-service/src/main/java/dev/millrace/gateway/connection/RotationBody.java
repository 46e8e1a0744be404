package dev.millrace.gateway.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rotation as the API shows it; it holds no secret.
 *
 * @param secretId the new secret
 * @param state {@code pending} until the forge signs with it, then {@code applied}
 * @param nextAttemptAt when the forge is asked, or asked again; absent once it has accepted
 * @param attempts how often it did not accept it
 * @param problem why; absent if it did not fail, or has succeeded since
 * @param appliedAt since when the forge signs with it
 * @param retireAt until when GitHub may deliver again what it has signed with the other webhook secrets. They are removed then, or
 *     before, if they have not matched for a day
 * @param othersMatchedAt when any of the others last matched, about a quarter of an hour late
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RotationBody(
        UUID secretId,
        String state,
        @Nullable Instant nextAttemptAt,
        int attempts,
        @Nullable String problem,
        @Nullable Instant appliedAt,
        @Nullable Instant retireAt,
        @Nullable Instant othersMatchedAt) {

    static RotationBody of(Rotation rotation, Optional<Instant> othersMatchedAt) {
        boolean isApplied = rotation.appliedAt().isPresent();
        return new RotationBody(
                rotation.secretId(),
                isApplied ? "applied" : "pending",
                isApplied ? null : rotation.dueAt(),
                rotation.attempts(),
                rotation.problem().orElse(null),
                rotation.appliedAt().orElse(null),
                rotation.retireAt().orElse(null),
                othersMatchedAt.orElse(null));
    }
}
