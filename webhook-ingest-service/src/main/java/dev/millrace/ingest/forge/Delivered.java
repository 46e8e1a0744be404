package dev.millrace.ingest.forge;

import dev.millrace.events.EventIds;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Where a payload came from.
 *
 * @param instance host of the forge
 * @param guid the forge's own id of the delivery, {@code X-GitHub-Delivery} for example
 * @param event the forge's name for it, {@code X-GitHub-Event} for example
 * @param receivedAt by our clock
 * @param headers as kept with the delivery, by name in lower case
 */
public record Delivered(String instance, String guid, String event, Instant receivedAt, Map<String, String> headers) {

    /** Copies the headers. */
    public Delivered {
        headers = Map.copyOf(headers);
    }

    /** A delivery of a forge whose payload states everything. */
    public Delivered(String instance, String guid, String event, Instant receivedAt) {
        this(instance, guid, event, receivedAt, Map.of());
    }

    /** The id of the delivery's nth event, from 0: the same for every hook and redelivery. */
    public UUID eventId(int ordinal) {
        return EventIds.of(instance, guid, ordinal);
    }
}
