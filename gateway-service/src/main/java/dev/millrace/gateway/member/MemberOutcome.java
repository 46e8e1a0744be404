package dev.millrace.gateway.member;

import dev.millrace.kit.identity.Role;

/** The result of a request to change the members of a team. */
sealed interface MemberOutcome {

    /** The member as it is now, or was until now. */
    record Changed(Member member) implements MemberOutcome {}

    /** There is no such team. */
    record NoTeam() implements MemberOutcome {}

    /** The user is not a member. */
    record NoMember() implements MemberOutcome {}

    /** Groups of the user at the identity provider map to this role, which is higher than the requested one. */
    record ByGroup(Role role) implements MemberOutcome {}

    /** The user is the only owner, and a team has at least one. */
    record LastOwner() implements MemberOutcome {}
}
