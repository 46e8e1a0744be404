package dev.millrace.ingest.deadletter;

import dev.millrace.ingest.page.PagePosition;
import java.time.Instant;
import java.util.Optional;

/**
 * A key that a consumer has parked: its records wait behind a dead letter.
 *
 * @param id of its row
 * @param service whose consumer it is
 * @param topic where the records were read
 * @param deadLetter id of the dead letter; empty if that is not stored any more
 * @param state of the dead letter: once it is decided on, the consumer processes what waits
 * @param waiting records behind it, as the consumer reported last; 0 or more
 * @param parkedAt when the first of its dead letters became one
 */
record ParkedKey(
        long id,
        String service,
        String topic,
        String key,
        Optional<Long> deadLetter,
        Optional<DeadLetter.State> state,
        int waiting,
        Instant parkedAt) {

    /** Where a page ends whose last key this is. */
    PagePosition position() {
        return new PagePosition(parkedAt, id);
    }
}
