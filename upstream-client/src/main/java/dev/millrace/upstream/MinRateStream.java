package dev.millrace.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Bytes that must arrive at a minimum rate. Only time spent waiting for them counts, so that the reader may take all the
 * time it needs; a sender that sends nothing at all is left to the idle timeout of the connection.
 */
final class MinRateStream extends FilterInputStream {

    private final String name;
    private final long windowNanos;
    private final long minBytes;
    private final byte[] start;
    private int matched;
    private long waited;
    private long received;

    /**
     * One body.
     *
     * @param name of the upstream, for messages
     * @param window how long a sender may be slower than the minimum
     * @param bytesPerSecond the minimum, on average over the window; 0 for none
     * @param start the bytes from which on the minimum holds, none of which occurs twice in them: until then, a sender may
     *     have reason to send little. Empty if it holds from the first byte
     */
    MinRateStream(String name, InputStream in, Duration window, long bytesPerSecond, byte[] start) {
        super(in);
        this.name = name;
        this.windowNanos = window.toNanos();
        this.minBytes = Math.multiplyExact(bytesPerSecond, Math.max(1, window.toSeconds()));
        this.start = start.clone();
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
        if (matched < start.length) {
            findStart(buffer, offset, length);
            return;
        }
        waited += nanos;
        received += length;
        if (waited < windowNanos) {
            return;
        }
        if (received < minBytes) {
            throw UpstreamClient.unreachable("%s is too slow: %d bytes in %d s"
                    .formatted(name, received, Duration.ofNanos(waited).toSeconds()));
        }
        waited = 0;
        received = 0;
    }

    private void findStart(byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length && matched < start.length; i++) {
            if (buffer[i] == start[matched]) {
                matched++;
            } else {
                matched = buffer[i] == start[0] ? 1 : 0;
            }
        }
    }
}
