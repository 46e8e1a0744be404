package dev.millrace.gateway.token;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for an access token.
 *
 * @param name required: display name
 * @param scopes required, for example {@code ["git:read"]}
 * @param role role in the team: for a token of the team only, {@code member} if absent
 * @param expiresAt ISO 8601; after 90 days if absent and not set otherwise
 */
record NewTokenBody(
        @Nullable String name,
        @Nullable List<String> scopes,
        @Nullable String role,
        @Nullable Instant expiresAt) {}
