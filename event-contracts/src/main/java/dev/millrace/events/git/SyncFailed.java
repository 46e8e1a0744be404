package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A sync pass ended without success; the mirror is as it was before.
 *
 * <p>Wire name {@code git.sync.failed}, version 1. Topic {@code git.sync}, keyed by our repository id.
 *
 * @param eventId from the pass
 * @param repository which mirror
 * @param syncId the pass
 * @param reason for people, without secrets
 * @param retryAt when it is retried; empty when it waits for a person to act
 * @param occurredAt by the worker's clock
 */
public record SyncFailed(
        UUID eventId,
        MirroredRepository repository,
        UUID syncId,
        String reason,
        Optional<Instant> retryAt,
        Instant occurredAt)
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
