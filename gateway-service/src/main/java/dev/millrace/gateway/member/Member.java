package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A user in a team. The role is the higher one of what people gave the user and of what groups at the identity provider map to; at
 * least one of them is present.
 *
 * @param team slug
 * @param user id of the user
 * @param granted the role by an invitation, an owner or an administrator
 * @param byGroup the role by groups, as of the last sign-in
 * @param joinedAt by our clock
 */
public record Member(String team, UUID user, Optional<Role> granted, Optional<Role> byGroup, Instant joinedAt) {

    public Member {
        if (granted.isEmpty() && byGroup.isEmpty()) {
            throw new IllegalArgumentException("%s has no role in team '%s'".formatted(user, team));
        }
    }

    static Member granted(String team, UUID user, Role role, Instant joinedAt) {
        return new Member(team, user, Optional.of(role), Optional.empty(), joinedAt);
    }

    static Member byGroup(String team, UUID user, Role role, Instant joinedAt) {
        return new Member(team, user, Optional.empty(), Optional.of(role), joinedAt);
    }

    /** What the user may do there. */
    public Role role() {
        return Stream.concat(granted.stream(), byGroup.stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    Member withGranted(Role to) {
        return new Member(team, user, Optional.of(to), byGroup, joinedAt);
    }

    /** Empty if no role is left. */
    Optional<Member> withByGroup(Optional<Role> to) {
        return granted.isEmpty() && to.isEmpty()
                ? Optional.empty()
                : Optional.of(new Member(team, user, granted, to, joinedAt));
    }
}
