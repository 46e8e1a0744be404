package dev.millrace.gateway.member;

import java.time.Instant;
import java.util.UUID;

/**
 * A member as the API shows it.
 *
 * @param user id of the user
 * @param team slug
 * @param role role in the team
 * @param joinedAt ISO 8601
 */
record MemberBody(UUID user, String team, String role, Instant joinedAt) {

    static MemberBody of(Member member) {
        return new MemberBody(member.user(), member.team(), member.role().wireName(), member.joinedAt());
    }
}
