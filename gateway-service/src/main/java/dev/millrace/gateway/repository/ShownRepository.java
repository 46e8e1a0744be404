package dev.millrace.gateway.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A repository of a team about which the forge decides.
 *
 * @param instance host of the forge
 * @param id the forge's number, decimal string
 * @param fullName {@code owner/name}
 * @param isPrivate whether only those accounts read it at the forge that it is shared with
 * @param checkedAt when the forge last stated who may read it; empty if it did not yet
 * @param problem why it did not when it was asked last
 * @param accounts linked accounts of members that may read it
 */
record ShownRepository(
        String instance,
        String id,
        String fullName,
        boolean isPrivate,
        Optional<Instant> checkedAt,
        Optional<String> problem,
        Set<String> accounts) {

    ShownRepository {
        accounts = Set.copyOf(accounts);
    }

    /** What a member may do with a repository, and why. */
    enum Access {
        /** as an owner of the team, whatever the forge states */
        OWNER,
        READABLE,
        /** the forge does not let the member's account read it */
        NOT_READABLE,
        /** no account of the member at this forge is linked */
        NO_ACCOUNT,
        /** the forge was not asked for too long */
        OUTDATED,
        /** the forge was not asked yet */
        NOT_CHECKED
    }

    /** What the member may do, as all services decide it. */
    Access of(ShownMember member, Instant now, Duration staleAfter) {
        if (member.isOwner()) {
            return Access.OWNER;
        }
        Optional<ShownMember.Account> account = member.accountAt(instance);
        if (account.isEmpty()) {
            return Access.NO_ACCOUNT;
        }
        if (checkedAt.isEmpty()) {
            return Access.NOT_CHECKED;
        }
        if (!now.isBefore(checkedAt.get().plus(staleAfter))) {
            return Access.OUTDATED;
        }
        return !isPrivate || accounts.contains(account.get().id()) ? Access.READABLE : Access.NOT_READABLE;
    }
}
