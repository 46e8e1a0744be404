package dev.millrace.gateway.repository;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A member of a team.
 *
 * @param user id of the user
 * @param name display name
 * @param isOwner whether the member is an owner of the team
 * @param accounts at most one at each forge
 */
record ShownMember(UUID user, String name, boolean isOwner, List<Account> accounts) {

    ShownMember {
        accounts = List.copyOf(accounts);
    }

    /**
     * A linked account.
     *
     * @param instance host of the forge
     * @param id the forge's number
     * @param login user name there
     */
    record Account(String instance, String id, String login) {}

    Optional<Account> accountAt(String forge) {
        return accounts.stream()
                .filter(account -> account.instance().equals(forge))
                .findFirst();
    }
}
