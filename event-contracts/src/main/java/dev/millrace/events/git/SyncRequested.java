package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A sync of a mirror was requested. Requests for one repository coalesce.
 *
 * <p>Wire name {@code git.sync.requested}, version 1. Topic {@code git.sync.requests}, keyed by repository id.
 *
 * @param eventId unique
 * @param repositoryId which mirror
 * @param reason for people: who requested it and why
 * @param ref what the caller waits for: a full ref name, or the short name of a branch or tag; empty for all
 * @param after id of a commit that the mirror must have afterwards, 40 hex digits; empty if none is named
 * @param occurredAt when it was requested, by the caller's clock
 */
public record SyncRequested(
        UUID eventId,
        UUID repositoryId,
        String reason,
        Optional<String> ref,
        Optional<String> after,
        Instant occurredAt)
        implements Event {

    /** A request for all refs. */
    public SyncRequested(UUID eventId, UUID repositoryId, String reason, Instant occurredAt) {
        this(eventId, repositoryId, reason, Optional.empty(), Optional.empty(), occurredAt);
    }

    @Override
    public String key() {
        return repositoryId.toString();
    }

    @Override
    public String subject() {
        return "repository/" + repositoryId;
    }
}
