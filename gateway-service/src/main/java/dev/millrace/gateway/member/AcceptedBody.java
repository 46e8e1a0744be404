package dev.millrace.gateway.member;

import java.time.Instant;
import java.util.UUID;

/**
 * The new member.
 *
 * @param user id of the user
 * @param name display name of the user
 * @param team slug
 * @param role role in the team
 * @param token an access token of the user for the team, which is not shown again
 * @param tokenExpiresAt ISO 8601
 */
record AcceptedBody(UUID user, String name, String team, String role, String token, Instant tokenExpiresAt) {

    @Override
    public String toString() {
        return "AcceptedBody[" + user + "]";
    }
}
