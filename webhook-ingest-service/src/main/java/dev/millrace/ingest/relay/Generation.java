package dev.millrace.ingest.relay;

import dev.millrace.events.EventIds;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import java.util.Arrays;
import java.util.Map;

/**
 * How often a delivery is published. The record of a replay has the same event, with the same {@code eventId}, under an id of
 * its own ({@code ce_id}): a consumer processes it, and what it stored by the id of the event is not stored twice.
 *
 * @param number 0 when it is published first, else the number of the replay
 * @param forced whether effects that were had before are wanted again, such as builds
 */
public record Generation(long number, boolean forced) {

    /** Published for the first time. */
    public static final Generation FIRST = new Generation(0, false);

    /** Extension attributes of the records, besides those of every generation. */
    Map<String, String> extensions() {
        if (number == 0) {
            return Map.of();
        }
        String replay = Long.toString(number);
        return forced ? Map.of("replayid", replay, "replayforced", "true") : Map.of("replayid", replay);
    }

    /**
     * The record of this generation.
     *
     * @param first the record as it is published first
     * @param parts what its id was made from, in this order
     */
    WireEvent record(WireEvent first, Object... parts) {
        if (number == 0) {
            return first;
        }
        Object[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = number;
        return first.with(Map.of(EventCodec.ID_HEADER, EventIds.of(all).toString()));
    }
}
