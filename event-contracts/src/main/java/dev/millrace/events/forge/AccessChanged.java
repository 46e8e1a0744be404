package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may do what in an account may have changed: everything that is remembered about permissions in it must be requested
 * again.
 *
 * <p>Wire name {@code forge.access.changed}, version 1. Topic {@code forge.installation}, keyed by forge instance and account
 * id, so that it is in order with what happens to the account's installations.
 *
 * @param eventId the same for every hook and redelivery
 * @param instance host of the forge
 * @param installationId the installation that reported it
 * @param accountId number of the organization or user, decimal string
 * @param accountLogin its name after the event
 * @param kind where it changed
 * @param action the forge's word for what happened, for example {@code member_removed}
 * @param member whose access it is, if it is about one account
 * @param teamId the forge's number for the team of the organization, decimal string
 * @param repositoryId the forge's number, if it is about one repository
 * @param actor who did it
 * @param occurredAt when the delivery reached us, by our clock
 */
public record AccessChanged(
        UUID eventId,
        String instance,
        Optional<String> installationId,
        String accountId,
        String accountLogin,
        Kind kind,
        String action,
        Optional<Actor> member,
        Optional<String> teamId,
        Optional<String> repositoryId,
        Optional<Actor> actor,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return instance + ":" + accountId;
    }

    @Override
    public String subject() {
        return "account/" + accountId;
    }

    /** Where it changed. */
    public enum Kind {
        /** collaborators of a repository */
        COLLABORATOR,
        /** members of a team of an organization */
        TEAM_MEMBER,
        /** a team of an organization, or its repositories */
        TEAM,
        /** the organization itself, or its members */
        ORGANIZATION
    }
}
