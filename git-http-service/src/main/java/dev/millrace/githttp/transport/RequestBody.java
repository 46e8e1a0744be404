package dev.millrace.githttp.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request body as Git reads it: decompressed, buffered, and never longer than its limit, however small it was on the
 * wire. Nothing is read, and a client that waits for {@code 100 Continue} sends nothing, before the first read.
 */
final class RequestBody extends InputStream {

    private static final int BUFFER = 64 * 1024;

    private final InputStream raw;
    private final boolean gzip;
    private final long limit;
    private @Nullable InputStream open;
    private long read;

    private RequestBody(InputStream raw, boolean gzip, long limit) {
        this.raw = raw;
        this.gzip = gzip;
        this.limit = limit;
    }

    /**
     * The body behind a {@code Content-Encoding}; empty if that is none we read.
     *
     * @param limit bytes, decompressed
     */
    static Optional<RequestBody> of(InputStream raw, @Nullable String contentEncoding, long limit) {
        String encoding =
                contentEncoding == null ? "identity" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity", "" -> Optional.of(new RequestBody(raw, false, limit));
            case "gzip", "x-gzip" -> Optional.of(new RequestBody(raw, true, limit));
            default -> Optional.empty();
        };
    }

    @Override
    public int read() throws IOException {
        int next = source().read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = source().read(into, offset, length);
        count(Math.max(0, got));
        return got;
    }

    private InputStream source() throws IOException {
        InputStream source = open;
        if (source == null) {
            source = gzip ? new GZIPInputStream(raw, BUFFER) : new BufferedInputStream(raw, BUFFER);
            open = source;
        }
        return source;
    }

    private void count(int got) throws RequestTooLarge {
        read += got;
        if (read > limit) {
            throw new RequestTooLarge(limit);
        }
    }
}
