package dev.millrace.events.git;

import dev.millrace.events.Event;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody wishes that a mirror be brought up to date. Wishes for one repository coalesce.
 *
 * <p>Wire name {@code git.sync.requested}, version 1. Topic {@code git.sync.requests}, keyed by repository id.
 *
 * @param eventId unique
 * @param repositoryId which mirror
 * @param reason for people: who asked and why
 * @param occurredAt when it was asked, by the asker's clock
 */
public record SyncRequested(UUID eventId, UUID repositoryId, String reason, Instant occurredAt) implements Event {

    @Override
    public String key() {
        return repositoryId.toString();
    }

    @Override
    public String subject() {
        return "repository/" + repositoryId;
    }
}
