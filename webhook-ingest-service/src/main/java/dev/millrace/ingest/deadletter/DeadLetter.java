package dev.millrace.ingest.deadletter;

import dev.millrace.ingest.page.PagePosition;
import dev.millrace.kit.consume.DeadLetterHeaders;
import dev.millrace.kit.consume.RecordPosition;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A record that a consumer could not process.
 *
 * @param id of its row
 * @param service whose consumer it was, for example {@code pipeline}
 * @param origin where the record was read
 * @param event type and id, as far as it has them
 * @param reason why it was not processed
 * @param attempt how often it became a dead letter, this time included; 1 or more
 * @param firstDeadAt when it became one first
 * @param deadAt when it became one this time
 * @param decidedAt when it was released or discarded
 * @param bytes size of the value
 * @param headers of the record, those of the dead-letter topic included
 */
record DeadLetter(
        long id,
        String service,
        Origin origin,
        EventName event,
        String reason,
        int attempt,
        Instant firstDeadAt,
        Instant deadAt,
        State state,
        Optional<Instant> decidedAt,
        int bytes,
        Map<String, String> headers) {

    DeadLetter {
        headers = Map.copyOf(headers);
    }

    /** What an administrator decided. */
    enum State {
        OPEN,
        RELEASED,
        DISCARDED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where a record was read.
     *
     * @param topic name on the broker
     * @param partition empty if the consumer did not record it
     * @param offset empty if the consumer did not record it
     * @param key empty for a record without one
     */
    record Origin(String topic, Optional<Integer> partition, Optional<Long> offset, Optional<String> key) {}

    /**
     * Attributes of CloudEvents.
     *
     * @param type for example {@code dev.millrace.forge.ref.pushed.v1}
     */
    record EventName(Optional<String> type, Optional<String> id) {}

    /**
     * Where the record was read, if its consumer has parked its key behind it and has to be informed of a decision; empty
     * otherwise.
     */
    Optional<RecordPosition> parksBehind() {
        return Optional.of(headers)
                .filter(all -> all.containsKey(DeadLetterHeaders.WAITING))
                .flatMap(_ -> origin.partition())
                .flatMap(partition -> origin.offset().map(offset -> new RecordPosition(partition, offset)));
    }

    /** Where a page ends whose last dead letter this is. */
    PagePosition position() {
        return new PagePosition(deadAt, id);
    }
}
