package dev.millrace.gateway.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.kit.identity.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member as the API shows it.
 *
 * @param user id of the user
 * @param team slug
 * @param role role in the team
 * @param groupRole the role by groups at the identity provider, which {@code role} is not below; absent if there is none
 * @param joinedAt ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MemberBody(
        UUID user, String team, String role, @Nullable String groupRole, Instant joinedAt) {

    static MemberBody of(Member member) {
        return new MemberBody(
                member.user(),
                member.team(),
                member.role().wireName(),
                member.byGroup().map(Role::wireName).orElse(null),
                member.joinedAt());
    }
}
