package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The forge reported that a branch or tag was created or deleted, without its commit. Evidence in addition to {@link
 * RefPushed}, which is authoritative; mirrors treat it as a hint.
 *
 * <p>Wire name {@code forge.ref.announced}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository id.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository where
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param ref full name
 * @param created true for created, false for deleted
 * @param occurredAt when the delivery reached us, by our clock
 */
public record RefAnnounced(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        String ref,
        boolean created,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return ref;
    }
}
