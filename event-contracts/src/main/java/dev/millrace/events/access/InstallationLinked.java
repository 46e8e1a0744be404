package dev.millrace.events.access;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
 * @param mirroring which of its repositories the team wants to have mirrored
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
        Mirroring mirroring,
        Instant occurredAt)
        implements Event {

    public InstallationLinked {
        mirroring = mirroringOf(mirroring);
    }

    /** One of a team that wants all repositories to be mirrored. */
    public InstallationLinked(
            UUID eventId,
            String instance,
            String installationId,
            String accountId,
            String accountLogin,
            String team,
            State state,
            Instant occurredAt) {
        this(eventId, instance, installationId, accountId, accountLogin, team, state, Mirroring.ALL, occurredAt);
    }

    @Override
    public String key() {
        return instance + ":" + installationId;
    }

    @Override
    public String subject() {
        return "installation/" + installationId;
    }

    private static Mirroring mirroringOf(@Nullable Mirroring mirroring) {
        return mirroring == null ? Mirroring.ALL : mirroring;
    }

    /** Which of the repositories that the installation lists become mirrors of the team. */
    public enum Mirroring {
        /** each of them, by itself */
        ALL,
        /** those that the team creates a mirror of */
        REQUESTED
    }

    /** Whether the installation may be used. */
    public enum State {
        ACTIVE,
        SUSPENDED,
        /** uninstalled at the forge, or unlinked here */
        REMOVED
    }
}
