package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * A sync pass ended with the mirror equal to what its upstream advertised.
 *
 * <p>Wire name {@code git.sync.succeeded}, version 1. Topic {@code git.sync}, keyed by our repository id.
 *
 * @param eventId from the pass
 * @param repository which mirror
 * @param syncId the pass
 * @param refsMoved how many refs moved, 0 or more
 * @param refsVersion version of the ref set that equals the upstream's
 * @param occurredAt when the upstream's refs were read, by the worker's clock: the mirror is at least this fresh
 */
public record SyncSucceeded(
        UUID eventId, MirroredRepository repository, UUID syncId, int refsMoved, long refsVersion, Instant occurredAt)
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
