package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * Which team an installation of our App belongs to, and whether it may be used.
 *
 * <p>Wire name {@code access.installation.linked}, version 1. Topic {@code access.installations}, compacted, keyed by forge
 * instance and installation id: the newest record is the state.
 *
 * <p>The record is signed by the platform, see {@link dev.millrace.events.Topic#isSigned}; a consumer skips one that is not, and
 * one whose value is missing.
 *
 * @param eventId from installation and state
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId number of the organization or user at the forge, decimal string
 * @param accountLogin its name
 * @param team slug
 * @param state whether the installation may be used
 * @param occurredAt by gateway-service's clock
 */
public record InstallationLinked(
        UUID eventId,
        String instance,
        String installationId,
        String accountId,
        String accountLogin,
        String team,
        State state,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return instance + ":" + installationId;
    }

    @Override
    public String subject() {
        return "installation/" + installationId;
    }

    /** Whether the installation may be used. */
    public enum State {
        ACTIVE,
        SUSPENDED,
        /** uninstalled at the forge, or unlinked here */
        REMOVED
    }
}
