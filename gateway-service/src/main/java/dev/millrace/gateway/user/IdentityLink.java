package dev.millrace.gateway.user;

import dev.millrace.events.EventIds;
import dev.millrace.events.access.IdentityChanged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A time during which an account at a forge, under one login, belonged to a user. An {@link Identity} is the link that lasts.
 *
 * @param id unique
 * @param instance host name of the forge
 * @param accountId the forge's stable id of the account, as text
 * @param login user name at the forge
 * @param user whose account it was
 * @param name display name of the user, as it is now
 * @param teams slugs of the teams that the user is a member of now, in order
 * @param linkedAt when it began
 * @param unlinkedAt when it ended; empty as long as it lasts
 * @param changedAt when any of this was last changed
 */
record IdentityLink(
        UUID id,
        String instance,
        String accountId,
        String login,
        UUID user,
        String name,
        List<String> teams,
        Instant linkedAt,
        Optional<Instant> unlinkedAt,
        Instant changedAt) {

    IdentityLink {
        teams = List.copyOf(teams);
    }

    IdentityChanged toEvent() {
        return new IdentityChanged(
                EventIds.of("identity", id, changedAt),
                id,
                instance,
                accountId,
                login,
                user,
                name,
                teams,
                linkedAt,
                unlinkedAt,
                changedAt);
    }
}
