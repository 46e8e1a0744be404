package dev.millrace.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as the API shows it.
 *
 * @param id identifies it
 * @param team slug of the team that it acts for; absent if it acts for none
 * @param client header {@code User-Agent} of the sign-in
 * @param createdAt ISO 8601
 * @param expiresAt ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionBody(UUID id, @Nullable String team, String client, Instant createdAt, Instant expiresAt) {

    static SessionBody of(Session session) {
        return new SessionBody(
                session.id(), session.team().orElse(null), session.client(), session.createdAt(), session.expiresAt());
    }
}
