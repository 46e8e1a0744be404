package dev.millrace.gateway.member;

/** The result of a request to change the members of a team. */
sealed interface MemberOutcome {

    /** The member as it is now, or was until now. */
    record Changed(Member member) implements MemberOutcome {}

    /** There is no such team. */
    record NoTeam() implements MemberOutcome {}

    /** The user is not a member. */
    record NoMember() implements MemberOutcome {}

    /** The user is the only owner, and a team has at least one. */
    record LastOwner() implements MemberOutcome {}
}
