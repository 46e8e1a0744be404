package dev.millrace.upstream;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of a response, for one thread that may block. Buffers at most eight parts of it. */
final class ResponseBody extends InputStream {

    private static final int MOST_WAITING = 8;

    private final UpstreamAccess access;
    private final HttpClientResponse response;
    private final Context context;
    private final Duration idle;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private int requested;
    private @Nullable Buffer current;
    private int position;
    private boolean isAtEnd;
    private volatile boolean isComplete;

    /** To be created on the response's event loop. */
    ResponseBody(UpstreamAccess access, HttpClientResponse response, Context context, Duration idle) {
        this.access = access;
        this.response = response;
        this.context = context;
        this.idle = idle;
        response.pause();
        response.handler(bytes -> parts.add(new Part(bytes, null)))
                .exceptionHandler(broken -> parts.add(new Part(null, broken)))
                .endHandler(end -> {
                    isComplete = true;
                    parts.add(new Part(null, null));
                });
    }

    /** A part; neither bytes nor failure at the end. */
    private record Part(@Nullable Buffer bytes, @Nullable Throwable failure) {}

    /** Whether everything has arrived. */
    boolean isComplete() {
        return isComplete;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Buffer buffer = current;
        while (buffer == null || position == buffer.length()) {
            if (isAtEnd) {
                return -1;
            }
            Part part = next();
            if (part.failure() != null) {
                throw UpstreamClient.failed(access, part.failure());
            }
            buffer = part.bytes();
            current = buffer;
            position = 0;
            isAtEnd = buffer == null;
        }
        int taken = Math.min(length, buffer.length() - position);
        buffer.getBytes(position, position + taken, into, offset);
        position += taken;
        return taken;
    }

    private Part next() throws UpstreamException {
        if (requested <= MOST_WAITING / 2) {
            int more = MOST_WAITING - requested;
            requested = MOST_WAITING;
            context.runOnContext(demanded -> response.fetch(more));
        }
        try {
            Part part = parts.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                throw UpstreamCall.silent(access, idle);
            }
            requested--;
            return part;
        } catch (InterruptedException e) {
            throw UpstreamClient.interrupted(access);
        }
    }
}
