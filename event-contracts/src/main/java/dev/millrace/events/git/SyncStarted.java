package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A sync pass began. It is also the first event of a new mirror, from which consumers learn that the repository exists.
 *
 * <p>Wire name {@code git.sync.started}, version 1. Topic {@code git.sync}, keyed by our repository id.
 *
 * @param eventId from the pass
 * @param repository which mirror
 * @param syncId the pass; the same in the event that ends it
 * @param reason for people: what caused the pass
 * @param occurredAt by the worker's clock
 */
public record SyncStarted(UUID eventId, MirroredRepository repository, UUID syncId, String reason, Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.id().toString();
    }

    @Override
    public String subject() {
        return "repository/" + repository.id();
    }
}
