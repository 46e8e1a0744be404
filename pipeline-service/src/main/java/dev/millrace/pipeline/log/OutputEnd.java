package dev.millrace.pipeline.log;

/** The last bytes of output that is too long to be kept. Not thread-safe. */
final class OutputEnd {

    private final int capacity;
    private byte[] ring = new byte[0];
    private long added;

    /** @param capacity how many bytes are kept */
    OutputEnd(int capacity) {
        this.capacity = capacity;
    }

    int capacity() {
        return capacity;
    }

    void add(byte[] bytes, int from, int length) {
        if (capacity == 0) {
            added += length;
            return;
        }
        if (length > 0 && ring.length == 0) {
            // most jobs never need it
            ring = new byte[capacity];
        }
        // of one write, only the last bytes can stay
        int skipped = Math.max(0, length - capacity);
        int at = from + skipped;
        int left = length - skipped;
        added += skipped;
        while (left > 0) {
            int position = (int) (added % capacity);
            int count = Math.min(left, capacity - position);
            System.arraycopy(bytes, at, ring, position, count);
            added += count;
            at += count;
            left -= count;
        }
    }

    /** How many bytes are lost. */
    long dropped() {
        return Math.max(0, added - capacity);
    }

    /** The bytes that are kept, which are forgotten here. */
    byte[] take() {
        int length = (int) Math.min(added, capacity);
        byte[] last = new byte[length];
        if (length > 0) {
            int start = (int) ((added - length) % capacity);
            int first = Math.min(length, capacity - start);
            System.arraycopy(ring, start, last, 0, first);
            System.arraycopy(ring, 0, last, first, length - first);
        }
        added = 0;
        return last;
    }
}
