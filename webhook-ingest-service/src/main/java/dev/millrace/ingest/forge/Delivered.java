package dev.millrace.ingest.forge;

import dev.millrace.events.EventIds;
import java.time.Instant;
import java.util.UUID;

/**
 * Where a payload came from.
 *
 * @param instance host of the forge
 * @param guid the forge's own id of the delivery, {@code X-GitHub-Delivery} for example
 * @param event the forge's name for it, {@code X-GitHub-Event} for example
 * @param receivedAt by our clock
 */
public record Delivered(String instance, String guid, String event, Instant receivedAt) {

    /** The id of the delivery's nth event, from 0: the same for every hook and redelivery. */
    public UUID eventId(int ordinal) {
        return EventIds.of(instance, guid, ordinal);
    }
}
