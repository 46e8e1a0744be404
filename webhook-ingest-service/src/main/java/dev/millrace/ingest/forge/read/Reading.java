package dev.millrace.ingest.forge.read;

import dev.millrace.events.Event;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import java.util.List;
import java.util.Optional;

/** How the payload of one kind of event is read. */
@FunctionalInterface
public interface Reading {

    /**
     * The events of a payload; empty if nothing here uses this kind or action.
     *
     * @throws UnreadablePayload if a field that an event requires is missing
     */
    Optional<List<Event>> read(Delivered delivered, JsonBody payload);

    /** Reads a payload and returns what it means. */
    static Normalization normalize(Delivered delivered, byte[] json, Reading reading) {
        try {
            return reading.read(delivered, JsonBody.parse(json))
                    .<Normalization>map(Normalized::new)
                    .orElseGet(Unused::new);
        } catch (UnreadablePayload e) {
            return new NotNormalizable(delivered.event() + ": " + e.getMessage());
        }
    }
}
