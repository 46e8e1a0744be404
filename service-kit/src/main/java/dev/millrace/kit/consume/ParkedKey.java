package dev.millrace.kit.consume;

import java.util.Optional;

/**
 * A key of which a record is a dead letter.
 *
 * @param head where the dead letter was read; empty once it was decided on, while the records behind it are processed
 * @param waiting records behind it; 0 or more
 */
record ParkedKey(String topic, String key, Optional<RecordPosition> head, int waiting) {

    /** Whether records that arrive have to wait for a decision. */
    boolean isClosed() {
        return head.isPresent();
    }

    boolean hasHead(RecordPosition position) {
        return head.filter(position::equals).isPresent();
    }
}
