package dev.millrace.pipeline.log;

/**
 * A part of a log, in bytes as printed.
 *
 * @param from offset of the first byte, 0 or more
 * @param to offset of the byte after the last, {@code from} or more
 */
record LogRange(long from, long to) {

    /** What is there of it, in a log of this length. */
    LogRange within(long bytes) {
        return new LogRange(from, Math.max(from, Math.min(to, bytes)));
    }

    long length() {
        return to - from;
    }
}
