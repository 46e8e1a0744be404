package dev.millrace.ingest.forge.github;

import dev.millrace.events.EventIds;
import java.time.Instant;
import java.util.UUID;

/**
 * Where a payload came from.
 *
 * @param instance host of the forge
 * @param guid value of {@code X-GitHub-Delivery}
 * @param event value of {@code X-GitHub-Event}
 * @param receivedAt by our clock
 */
public record Delivered(String instance, String guid, String event, Instant receivedAt) {

    /** The id of the delivery's nth event, from 0: the same for every hook and redelivery. */
    UUID eventId(int ordinal) {
        return EventIds.of(instance, guid, ordinal);
    }
}
