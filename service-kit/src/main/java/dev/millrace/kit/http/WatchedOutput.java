package dev.millrace.kit.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A response that is dropped when its reader takes nothing of it for a while. Writing waits for the reader, so it must not hold a
 * thread and a place forever.
 */
public final class WatchedOutput extends FilterOutputStream {

    /** Several of them make one write, so that each is a sign of life. */
    private static final int PART = 64 * 1024;

    private final Vertx vertx;
    private final Context eventLoop;
    private final HttpServerResponse response;
    private final Duration atMost;

    /**
     * A response.
     *
     * @param atMost how long one part may take
     */
    public WatchedOutput(OutputStream out, RoutingContext context, Duration atMost) {
        super(out);
        this.vertx = context.vertx();
        this.eventLoop = vertx.getOrCreateContext();
        this.response = context.response();
        this.atMost = atMost;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = 0; at < length; at += PART) {
            int start = from + at;
            int count = Math.min(PART, length - at);
            watched(() -> out.write(bytes, start, count));
        }
    }

    @Override
    public void flush() throws IOException {
        watched(out::flush);
    }

    @Override
    public void close() throws IOException {
        watched(out::close);
    }

    private void watched(Write write) throws IOException {
        long timer = vertx.setTimer(atMost.toMillis(), late -> eventLoop.runOnContext(drop -> response.reset()));
        try {
            write.run();
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    @FunctionalInterface
    private interface Write {

        void run() throws IOException;
    }
}
