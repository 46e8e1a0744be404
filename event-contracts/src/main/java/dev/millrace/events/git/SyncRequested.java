package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody wishes that a mirror be brought up to date. Wishes for one repository coalesce.
 *
 * <p>Wire name {@code git.sync.requested}, version 1. Topic {@code git.sync.requests}, keyed by repository id.
 *
 * @param eventId unique
 * @param repositoryId which mirror
 * @param reason for people: who asked and why
 * @param ref what the asker waits for above all: a full ref name, or the short name of a branch or tag; empty for all
 * @param after id of a commit that the mirror shall have afterwards, 40 hex digits; empty if none is named
 * @param occurredAt when it was asked, by the asker's clock
 */
public record SyncRequested(
        UUID eventId,
        UUID repositoryId,
        String reason,
        Optional<String> ref,
        Optional<String> after,
        Instant occurredAt)
        implements Event {

    /** A wish for all that there is. */
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
