package dev.millrace.git.dfs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Splits a long list into parts of at most 1,000 items and about 700 KB, below the 1 MB that Kafka accepts in one record.
 */
final class EventParts<T> {

    static final int MOST_ITEMS = 1_000;
    static final int MOST_BYTES = 700_000;

    private final ToIntFunction<T> bytesOf;
    private final PartConsumer<T> consumer;
    private List<T> pending = new ArrayList<>();
    private int pendingBytes;
    private int part;

    /**
     * @param bytesOf at least the bytes that an item takes as JSON
     * @param consumer is given the parts in order, numbered from 0
     */
    EventParts(ToIntFunction<T> bytesOf, PartConsumer<T> consumer) {
        this.bytesOf = bytesOf;
        this.consumer = consumer;
    }

    void add(T item) {
        int bytes = bytesOf.applyAsInt(item);
        if (pending.size() == MOST_ITEMS || (!pending.isEmpty() && pendingBytes + bytes > MOST_BYTES)) {
            finish();
        }
        pending.add(item);
        pendingBytes += bytes;
    }

    /** Hands over what is left, if anything. */
    void finish() {
        if (!pending.isEmpty()) {
            consumer.accept(part++, pending);
            pending = new ArrayList<>();
            pendingBytes = 0;
        }
    }

    /** Bytes of a text in JSON, in UTF-8, with every escape at its longest. */
    static int jsonBytes(String text) {
        int bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < 0x20 || Character.isSurrogate(character)) {
                bytes += 6;
            } else if (character == '"' || character == '\\') {
                bytes += 2;
            } else if (character < 0x80) {
                bytes += 1;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /** Takes one part. */
    interface PartConsumer<T> {
        void accept(int part, List<T> items);
    }
}
