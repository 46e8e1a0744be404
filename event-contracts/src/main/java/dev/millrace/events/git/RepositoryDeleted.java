package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * One of our repositories was deleted, by its team or because its forge no longer shows it to the installation. Its id is
 * never used again; its name may be.
 *
 * <p>Wire name {@code git.repository.deleted}, version 1. Topic {@code git.updates}, keyed by our repository id, so that it
 * follows every ref move in the repository.
 *
 * @param eventId from the repository; a repository is deleted once
 * @param repository its state at deletion
 * @param occurredAt when it was deleted, by the storing service's clock
 */
public record RepositoryDeleted(UUID eventId, MirroredRepository repository, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return repository.id().toString();
    }

    @Override
    public String subject() {
        return "repository/" + repository.id();
    }
}
