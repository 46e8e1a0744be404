package dev.millrace.events.git;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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
 * @param cloneUrl address that was read, without credentials; empty in older events
 * @param installationId the GitHub App installation whose token read it, decimal string; empty for another credential
 * @param occurredAt when the upstream's refs were read, by the worker's clock: the mirror is at least this fresh
 */
public record SyncSucceeded(
        UUID eventId,
        MirroredRepository repository,
        UUID syncId,
        int refsMoved,
        long refsVersion,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> cloneUrl,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> installationId,
        Instant occurredAt)
        implements Event {

    public SyncSucceeded {
        // older events lack these
        cloneUrl = Objects.requireNonNullElse(cloneUrl, Optional.empty());
        installationId = Objects.requireNonNullElse(installationId, Optional.empty());
    }

    /** One that does not state what was read. */
    public SyncSucceeded(
            UUID eventId,
            MirroredRepository repository,
            UUID syncId,
            int refsMoved,
            long refsVersion,
            Instant occurredAt) {
        this(eventId, repository, syncId, refsMoved, refsVersion, Optional.empty(), Optional.empty(), occurredAt);
    }

    @Override
    public String key() {
        return repository.id().toString();
    }

    @Override
    public String subject() {
        return "repository/" + repository.id();
    }
}
