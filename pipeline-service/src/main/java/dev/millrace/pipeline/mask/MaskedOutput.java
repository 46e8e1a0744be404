package dev.millrace.pipeline.mask;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Output of a job on its way to the log, in which each secret becomes {@code ***}. Works on bytes and keeps no more of them than the
 * longest form of a secret, its line breaks included.
 *
 * <p>An end of the output that may be the begin of a secret is held back until the next bytes decide, or the output ends. Time does
 * not release it: a job that prints the halves of a secret a minute apart would reveal it. Not thread-safe.
 */
public final class MaskedOutput implements AutoCloseable {

    private static final byte[] MASK = {'*', '*', '*'};

    private final Masking masking;
    private final Sink sink;
    private final Scan plain;
    private final Scan wrapped;
    private final Deque<Found> found = new ArrayDeque<>();
    private byte[] held = new byte[0];
    private int length;
    /** Position of the first byte that is held, from the begin of the output. */
    private long base;

    /** Where the masked output goes. */
    @FunctionalInterface
    public interface Sink {

        /** Takes the first {@code length} bytes, and does not keep the array. */
        void write(byte[] bytes, int length);
    }

    public MaskedOutput(Masking masking, Sink sink) {
        this.masking = masking;
        this.sink = sink;
        this.plain = new Scan(masking.plain(), false);
        this.wrapped = new Scan(masking.wrapped(), true);
    }

    /** Takes the first {@code count} bytes of output. */
    public void write(byte[] bytes, int count) {
        if (masking.isEmpty()) {
            sink.write(bytes, count);
            return;
        }
        if (length + count > held.length) {
            held = Arrays.copyOf(held, Math.max(length + count, held.length * 2));
        }
        System.arraycopy(bytes, 0, held, length, count);
        long end = base + length;
        length += count;
        for (int i = 0; i < count; i++) {
            end++;
            mask(plain.read(bytes[i], end), end);
            mask(wrapped.read(bytes[i], end), end);
        }
        release(Math.min(plain.open(end), wrapped.open(end)));
    }

    /** The output has ended: what was held back follows, since it did not become a secret. */
    @Override
    public void close() {
        release(base + length);
    }

    /** Two that overlap are masked as one. What was found later never begins before what has been released. */
    private void mask(long start, long end) {
        if (start == end) {
            return;
        }
        while (!found.isEmpty() && found.getLast().start >= start) {
            found.removeLast();
        }
        if (!found.isEmpty() && found.getLast().end > start) {
            found.getLast().end = end;
        } else {
            found.addLast(new Found(start, end));
        }
    }

    /** Passes on everything before a position, at which or after which everything begins that may still be found. */
    private void release(long to) {
        if (to == base) {
            return;
        }
        var out = new ByteArrayOutputStream((int) (to - base));
        long at = base;
        while (at < to) {
            Found next = found.peekFirst();
            if (next == null || next.start > at) {
                long end = next == null ? to : Math.min(next.start, to);
                out.write(held, (int) (at - base), (int) (end - at));
                at = end;
            } else {
                if (!next.shown) {
                    out.writeBytes(MASK);
                    next.shown = true;
                }
                at = Math.min(next.end, to);
                if (next.end <= to) {
                    found.removeFirst();
                }
            }
        }
        int released = (int) (to - base);
        length -= released;
        System.arraycopy(held, released, held, 0, length);
        base = to;
        if (out.size() > 0) {
            sink.write(out.toByteArray(), out.size());
        }
    }

    /** A part of the output that is masked; positions as of {@link #base}. */
    private static final class Found {
        private final long start;
        private long end;
        private boolean shown;

        private Found(long start, long end) {
            this.start = start;
            this.end = end;
        }
    }

    /** One pass over the output with one set of patterns. */
    private static final class Scan {

        /** Line breaks are one or two bytes. */
        private static final int MOST_BREAKS = 2;

        private final Patterns patterns;
        private final boolean skipsBreaks;
        /** Where the bytes that count began, the last ones, in a ring; only needed where others are skipped. */
        private final long[] positions;

        private int state = Patterns.START;
        private long counted;
        private int breaks;

        private Scan(Patterns patterns, boolean skipsBreaks) {
            this.patterns = patterns;
            this.skipsBreaks = skipsBreaks;
            this.positions = new long[skipsBreaks ? patterns.longestPattern() + 1 : 0];
        }

        /**
         * Reads a byte.
         *
         * @param end position after it
         * @return where the pattern begins that ends here; {@code end} if none does
         */
        private long read(byte next, long end) {
            if (skipsBreaks) {
                if (next == '\n' || next == '\r') {
                    breaks++;
                    if (breaks > MOST_BREAKS) {
                        state = Patterns.START;
                    }
                    return end;
                }
                breaks = 0;
                positions[(int) (counted % positions.length)] = end - 1;
                counted++;
            }
            state = patterns.next(state, next);
            return begin(patterns.match(state), end);
        }

        /** Where the longest begin of a pattern begins that the output ends with; its end if there is none. */
        private long open(long end) {
            return begin(patterns.depth(state), end);
        }

        private long begin(int bytes, long end) {
            if (bytes == 0) {
                return end;
            }
            return skipsBreaks ? positions[(int) ((counted - bytes) % positions.length)] : end - bytes;
        }
    }
}
