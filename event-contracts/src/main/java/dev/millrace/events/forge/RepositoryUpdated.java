package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The repository itself was created, renamed, archived and so on. Contains its state afterwards.
 *
 * <p>Wire name {@code forge.repository.updated}, version 1. Topic {@code forge.scm}, keyed by forge instance and repository
 * id, which stays the same through a rename.
 *
 * @param eventId the same for every hook and redelivery
 * @param repository its state after the event
 * @param installationId the installation that reported it
 * @param actor who did it
 * @param action what happened
 * @param previousFullName for a rename or transfer, {@code owner/name} before
 * @param occurredAt when the delivery reached us, by our clock
 */
public record RepositoryUpdated(
        UUID eventId,
        ForgeRepository repository,
        Optional<String> installationId,
        Optional<Actor> actor,
        Action action,
        Optional<String> previousFullName,
        Instant occurredAt)
        implements Event {

    @Override
    public String key() {
        return repository.key();
    }

    @Override
    public String subject() {
        return "repository/" + repository.id();
    }

    /** What happened to the repository. */
    public enum Action {
        CREATED,
        DELETED,
        RENAMED,
        TRANSFERRED,
        ARCHIVED,
        UNARCHIVED,
        PRIVATIZED,
        PUBLICIZED,
        EDITED
    }
}
