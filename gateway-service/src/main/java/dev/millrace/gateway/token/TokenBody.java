package dev.millrace.gateway.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.kit.identity.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access token as the API shows it.
 *
 * @param id identifies it
 * @param team slug of the team that it acts for
 * @param user id of the user who owns it; absent if the team owns it
 * @param name display name
 * @param role role in the team
 * @param scopes what it allows
 * @param createdAt ISO 8601
 * @param expiresAt ISO 8601
 * @param lastUsedAt ISO 8601, within a minute; absent if it was not used yet
 * @param token the token itself: only in the response to its creation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenBody(
        String id,
        String team,
        @Nullable UUID user,
        String name,
        String role,
        List<String> scopes,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable String token) {

    static TokenBody of(AccessToken token) {
        return of(token, null);
    }

    static TokenBody of(AccessToken token, @Nullable String text) {
        return new TokenBody(
                token.id(),
                token.team(),
                token.user().orElse(null),
                token.name(),
                token.role().wireName(),
                token.scopes().stream().map(Scope::wireName).sorted().toList(),
                token.createdAt(),
                token.expiresAt(),
                token.lastUsedAt().orElse(null),
                text);
    }

    @Override
    public String toString() {
        return "TokenBody[" + id + "]";
    }
}
