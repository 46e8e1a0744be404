package dev.millrace.kit.consume;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.identity.record.SignedRecords;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of an event that was published before: again, because an administrator requested it, or for the first time by the
 * forge, after a sync had found the change and it had been published as reconciled. Its event has the {@code eventId} that it had
 * before, so what is stored by that id is not stored twice; the record has an id of its own, by which {@link EventIntake}
 * recognizes repetitions. The event may be older than the state that it is about: a consumer whose effect is not monotonic
 * lets a replay add what is missing, and change nothing else unless it is forced.
 *
 * @param recordId {@code ce_id}: the same each time that this replay sends the record
 * @param forced whether effects that were had before are wanted again, such as builds
 */
public record Replay(UUID recordId, boolean forced) {

    private static final String ID = "ce_replayid";
    private static final String FORCED = "ce_replayforced";
    private static final String LATE = "ce_millracelate";

    /** The replay that a record is or belongs to; empty for a record of an event that is published first. */
    public static Optional<Replay> of(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = SignedRecords.headers(record);
        if (!headers.containsKey(ID) && !headers.containsKey(LATE)) {
            return Optional.empty();
        }
        return id(headers.get(EventCodec.ID_HEADER)).map(id -> new Replay(id, "true".equals(headers.get(FORCED))));
    }

    /** Whether the record may only add what is missing. */
    public static boolean onlyRepairs(ConsumerRecord<String, byte[]> record) {
        return of(record).filter(replay -> !replay.forced()).isPresent();
    }

    private static Optional<UUID> id(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another producer's header: the event's own id counts
        }
    }
}
