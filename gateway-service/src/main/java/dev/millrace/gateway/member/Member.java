package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;
import java.time.Instant;
import java.util.UUID;

/**
 * A user in a team.
 *
 * @param team slug
 * @param user id of the user
 * @param role what the user may do there
 * @param joinedAt by our clock
 */
public record Member(String team, UUID user, Role role, Instant joinedAt) {

    Member withRole(Role to) {
        return new Member(team, user, to, joinedAt);
    }
}
