package dev.millrace.gateway.user;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A user as the API shows it.
 *
 * @param id identifies the user
 * @param name display name
 * @param administrator whether the user administers the platform
 * @param createdAt ISO 8601
 * @param identities accounts at forges; empty in lists of users
 */
record UserBody(UUID id, String name, boolean administrator, Instant createdAt, List<IdentityBody> identities) {

    static UserBody of(User user, List<Identity> identities) {
        return new UserBody(
                user.id(),
                user.name(),
                user.administrator(),
                user.createdAt(),
                identities.stream().map(IdentityBody::of).toList());
    }
}
