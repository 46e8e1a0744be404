package dev.millrace.pipeline.log;

/**
 * A part of a log, in bytes as printed.
 *
 * @param from offset of the first byte; negative for that many bytes before the end, until {@link #within}
 * @param to offset of the byte after the last, {@code from} or more
 */
record LogRange(long from, long to) {

    /** What is there of it, in a log of this length. */
    LogRange within(long bytes) {
        long first = from < 0 ? Math.max(0, bytes + from) : from;
        return new LogRange(first, Math.max(first, Math.min(to, bytes)));
    }

    long length() {
        return to - from;
    }
}
