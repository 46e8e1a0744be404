package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Repositories were added to or removed from an installation.
 *
 * <p>Wire name {@code forge.installation.repositories.changed}, version 1. Topic {@code forge.installation}, keyed by forge
 * instance and account id.
 *
 * @param eventId the same for every redelivery
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId number of the organization or user, decimal string
 * @param selection which of the account's repositories it covers now; {@code UNKNOWN} if the event does not contain it
 * @param added now reachable
 * @param removed no longer reachable
 * @param asOf when the forge last changed the installation, by the forge's clock; empty if the event does not contain it
 * @param occurredAt when the delivery reached us, by our clock
 */
public record InstallationRepositoriesChanged(
        UUID eventId,
        String instance,
        String installationId,
        String accountId,
        RepositorySelection selection,
        List<InstalledRepository> added,
        List<InstalledRepository> removed,
        Optional<Instant> asOf,
        Instant occurredAt)
        implements Event {

    public InstallationRepositoriesChanged {
        selection = RepositorySelection.of(selection);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** One whose report contains neither the selection nor a time. */
    public InstallationRepositoriesChanged(
            UUID eventId,
            String instance,
            String installationId,
            String accountId,
            List<InstalledRepository> added,
            List<InstalledRepository> removed,
            Instant occurredAt) {
        this(
                eventId,
                instance,
                installationId,
                accountId,
                RepositorySelection.UNKNOWN,
                added,
                removed,
                Optional.empty(),
                occurredAt);
    }

    @Override
    public String key() {
        return instance + ":" + accountId;
    }

    @Override
    public String subject() {
        return "installation/" + installationId;
    }
}
