package dev.millrace.sync.outbound;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Bytes that must come at a minimal speed. Only time spent waiting for them counts, so that whoever reads may take all the
 * time it needs; a sender that says nothing at all is for the read timeout of the connection.
 */
public final class SteadyStream extends FilterInputStream {

    private final long windowNanos;
    private final long leastBytes;
    private final BooleanSupplier counts;
    private long waited;
    private long received;

    /**
     * @param window how long a sender may be slower than that
     * @param bytesPerSecond the least that it must send, on average over the window; 0 for no limit
     * @param counts asked at each read: false while the sender has reason to say little
     */
    public SteadyStream(InputStream in, Duration window, long bytesPerSecond, BooleanSupplier counts) {
        super(in);
        this.windowNanos = window.toNanos();
        this.leastBytes = Math.multiplyExact(bytesPerSecond, Math.max(1, window.toSeconds()));
        this.counts = counts;
    }

    @Override
    public int read() throws IOException {
        long begin = System.nanoTime();
        int value = super.read();
        count(System.nanoTime() - begin, value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long begin = System.nanoTime();
        int got = super.read(buffer, offset, length);
        count(System.nanoTime() - begin, Math.max(0, got));
        return got;
    }

    private void count(long nanos, int bytes) throws IOException {
        if (!counts.getAsBoolean()) {
            waited = 0;
            received = 0;
            return;
        }
        waited += nanos;
        received += bytes;
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
}
