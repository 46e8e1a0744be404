package dev.millrace.kit.consume;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Where a record is in its topic. */
public record RecordPosition(int partition, long offset) {

    static RecordPosition of(ConsumerRecord<String, byte[]> record) {
        return new RecordPosition(record.partition(), record.offset());
    }

    /** The position that a header names; empty if there is none. */
    static Optional<RecordPosition> in(Map<String, String> headers, String name) {
        return parse(headers.get(name));
    }

    private static Optional<RecordPosition> parse(@Nullable String text) {
        if (text == null || !text.matches("\\d{1,9}/\\d{1,18}")) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        return Optional.of(new RecordPosition(
                Integer.parseInt(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1))));
    }

    /** The text of a header. */
    @Override
    public String toString() {
        return partition + "/" + offset;
    }
}
