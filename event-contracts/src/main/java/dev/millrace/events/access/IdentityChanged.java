package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An account at a forge was linked to a user, the link has ended, or what is known about the user has changed. Services that
 * record what accounts do learn from these events whose the accounts are.
 *
 * <p>Wire name {@code access.identity.changed}, version 1. Topic {@code access.identities}, compacted, keyed by link id: the
 * newest record is the state of the link, and the records of all links of an account are its history. A link never begins
 * again once it has ended: if the account is linked again, also to the same user, that is another link, and so is the time
 * after the account got another login.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not, and
 * one whose value is missing.
 *
 * @param eventId from link id and {@code occurredAt}
 * @param linkId unique
 * @param instance host of the forge, lower case
 * @param accountId the forge's stable id of the account, as text
 * @param login user name at the forge while the link lasts; case does not count
 * @param user id of the one user that the account belongs to
 * @param name display name of the user
 * @param teams slugs of the teams that the user is a member of, in order: only they may learn who the user is
 * @param linkedAt when the link began, by gateway-service's clock
 * @param unlinkedAt when the link ended, by gateway-service's clock; empty as long as it lasts
 * @param occurredAt when the record's content was last changed, by gateway-service's clock
 */
public record IdentityChanged(
        UUID eventId,
        UUID linkId,
        String instance,
        String accountId,
        String login,
        UUID user,
        String name,
        List<String> teams,
        Instant linkedAt,
        Optional<Instant> unlinkedAt,
        Instant occurredAt)
        implements Event {

    public IdentityChanged {
        teams = List.copyOf(teams);
    }

    @Override
    public String key() {
        return linkId.toString();
    }

    @Override
    public String subject() {
        return "identity/" + linkId;
    }
}
