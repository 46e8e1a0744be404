package dev.millrace.gateway.member;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A member of a team with the accounts at forges that are linked.
 *
 * @param user id of the user
 * @param name display name
 * @param role role in the team
 * @param joinedAt ISO 8601
 * @param accounts accounts at forges; empty if none is linked
 */
record PersonBody(UUID user, String name, String role, Instant joinedAt, List<Account> accounts) {

    /**
     * An account at a forge.
     *
     * @param forge host name of the forge
     * @param accountId the forge's stable id of the account
     * @param username user name at the forge
     */
    record Account(String forge, String accountId, String username) {}
}
