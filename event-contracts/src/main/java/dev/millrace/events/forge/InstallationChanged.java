package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Our App was installed in an account, removed, suspended or given other permissions.
 *
 * <p>Wire name {@code forge.installation.changed}, version 1. Topic {@code forge.installation}, keyed by forge instance and
 * account id, so that what happens to one account stays in order.
 *
 * @param eventId the same for every redelivery
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId number of the organization or user, decimal string
 * @param accountLogin its name at the time of the event
 * @param action what happened
 * @param repositories {@code selected or all} repositories as listed; empty on suspend and unsuspend, where GitHub lists none
 * @param actor who did it
 * @param occurredAt when the delivery reached us, by our clock
 */
public record InstallationChanged(
        UUID eventId,
        String instance,
        String installationId,
        String accountId,
        String accountLogin,
        Action action,
        List<InstalledRepository> repositories,
        Optional<Actor> actor,
        Instant occurredAt)
        implements Event {

    public InstallationChanged {
        repositories = List.copyOf(repositories);
    }

    @Override
    public String key() {
        return instance + ":" + accountId;
    }

    @Override
    public String subject() {
        return "installation/" + installationId;
    }

    /** What happened to the installation. */
    public enum Action {
        CREATED,
        DELETED,
        SUSPENDED,
        UNSUSPENDED,
        PERMISSIONS_ACCEPTED
    }
}
