package dev.millrace.sync.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Bytes that must come at a minimal speed. Only time spent waiting for them counts, so that whoever reads may take all the
 * time it needs; a sender that says nothing at all is for the read timeout of the connection.
 */
public final class SteadyStream extends FilterInputStream {

    private final long windowNanos;
    private final long leastBytes;
    private final byte[] beginning;
    private int matched;
    private long waited;
    private long received;

    /**
     * @param window how long a sender may be slower than that
     * @param bytesPerSecond the least that it must send, on average over the window; 0 for no limit
     * @param beginning the bytes from which on it has to, none of which comes twice in them; until then it may have reason to
     *     say little. Empty for from the first on
     */
    public SteadyStream(InputStream in, Duration window, long bytesPerSecond, byte[] beginning) {
        super(in);
        this.windowNanos = window.toNanos();
        this.leastBytes = Math.multiplyExact(bytesPerSecond, Math.max(1, window.toSeconds()));
        this.beginning = beginning.clone();
    }

    @Override
    public int read() throws IOException {
        long begin = System.nanoTime();
        int value = super.read();
        if (value >= 0) {
            count(System.nanoTime() - begin, new byte[] {(byte) value}, 0, 1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long begin = System.nanoTime();
        int got = super.read(buffer, offset, length);
        if (got > 0) {
            count(System.nanoTime() - begin, buffer, offset, got);
        }
        return got;
    }

    private void count(long nanos, byte[] buffer, int offset, int length) throws IOException {
        if (matched < beginning.length) {
            lookForTheBeginning(buffer, offset, length);
            return;
        }
        waited += nanos;
        received += length;
        if (waited < windowNanos) {
            return;
        }
        if (received < leastBytes) {
            throw new IOException("the upstream is too slow: %d bytes in %d s"
                    .formatted(received, Duration.ofNanos(waited).toSeconds()));
        }
        waited = 0;
        received = 0;
    }

    private void lookForTheBeginning(byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length && matched < beginning.length; i++) {
            if (buffer[i] == beginning[matched]) {
                matched++;
            } else {
                matched = buffer[i] == beginning[0] ? 1 : 0;
            }
        }
    }
}
