package dev.millrace.forge;

/** How large a batch response may be. Storage services sign addresses of one or two KiB; 16 KiB for each object is ample. */
final class LfsListLimits {

    /** JSON tokens of one entry; an entry with three actions of a few headers each has less than a hundred. */
    static final int TOKENS = 1000;

    private static final int FIXED_BYTES = 64 << 10;
    private static final int BYTES_OF_OBJECT = 16 << 10;
    private static final int MOST_BYTES = 8 << 20;
    private static final int MORE_ENTRIES = 1000;

    private LfsListLimits() {}

    static int bytes(int requested) {
        return (int) Math.min(MOST_BYTES, FIXED_BYTES + (long) BYTES_OF_OBJECT * requested);
    }

    static int entries(int requested) {
        return requested + MORE_ENTRIES;
    }
}
