package dev.millrace.githttp.transport;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A request body as Git reads it: decompressed, buffered, and never longer than its limit, nor much longer than on the wire.
 * Nothing is read, and a client that waits for {@code 100 Continue} sends nothing, before the first read.
 */
final class RequestBody extends InputStream {

    private static final int BUFFER = 64 * 1024;

    /**
     * Git's compressed bodies grow a few times when inflated; a body that grows this many times was crafted to waste time.
     */
    private static final int LARGEST_RATIO = 200;

    private static final long FREE_OF_RATIO = 8L * 1024 * 1024;

    private final Counted raw;
    private final boolean gzip;
    private final long limit;
    private @Nullable InputStream open;
    private long read;
    private volatile boolean broken;

    private RequestBody(InputStream raw, boolean gzip, long limit) {
        this.raw = new Counted(raw);
        this.gzip = gzip;
        this.limit = limit;
    }

    /**
     * The body, decoded from a {@code Content-Encoding}; empty if we do not support it.
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
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int got = source().read(into, offset, length);
            count(Math.max(0, got));
            return got;
        } catch (ZipException failure) {
            broken = true;
            throw failure;
        } catch (EOFException failure) {
            if (!gzip) {
                throw failure;
            }
            broken = true;
            ZipException cut = new ZipException("the gzip body ends early");
            cut.initCause(failure);
            throw cut;
        }
    }

    /**
     * Wraps the response, which is not written once the compression of the request turns out to be corrupt: the client gets
     * a 400.
     */
    OutputStream unlessBroken(OutputStream response) {
        return new FilterOutputStream(response) {
            @Override
            public void write(int b) throws IOException {
                check();
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                check();
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                check();
                out.flush();
            }

            private void check() throws ZipException {
                if (broken) {
                    throw new ZipException("the request body is not complete gzip");
                }
            }
        };
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
        if (gzip && read > FREE_OF_RATIO && read / LARGEST_RATIO > raw.bytes) {
            throw RequestTooLarge.ratio(LARGEST_RATIO);
        }
    }

    /** The body as received, with its length so far. */
    private static final class Counted extends FilterInputStream {

        private long bytes;

        Counted(InputStream raw) {
            super(raw);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            bytes += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            bytes += Math.max(0, got);
            return got;
        }
    }
}
