package dev.millrace.githttp.lfs;

import dev.millrace.githttp.admission.RequestTimeout;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One upload or download in progress. It is aborted when it takes too long, or its client sends or accepts no bytes. */
final class Transfer {

    private static final Logger LOG = Logger.getLogger(Transfer.class);

    private final HttpServerResponse response;
    private final Context context;
    private final Consumer<Transfer> whenFinished;
    private final long startedAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean begun;
    private volatile @Nullable String abortReason;
    private volatile @Nullable Closeable held;
    private long sent;

    /** @param context of the connection */
    Transfer(HttpServerResponse response, Context context, Consumer<Transfer> whenFinished) {
        this.response = response;
        this.context = context;
        this.whenFinished = whenFinished;
    }

    /** Registers a resource to close when the transfer ends, however it ends. */
    void hold(Closeable resource) {
        held = resource;
    }

    /** Work starts now; the thread that does it calls {@link #finish}. */
    void begin() {
        begun = true;
    }

    /** The connection ended; finishes a transfer that was never started, since no thread would. */
    void disconnected() {
        if (!begun) {
            finish();
        }
    }

    /** Ends the work for it. Idempotent. */
    void finish() {
        if (over.compareAndSet(false, true)) {
            whenFinished.accept(this);
            Closeable resource = held;
            if (resource != null) {
                close(resource);
            }
        }
    }

    private static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.warn("an object could not be closed", e);
        }
    }

    void abortIfOverdue(long now, Duration deadline, Duration stall) {
        if (now - startedAt > deadline.toNanos()) {
            abort("the deadline of " + deadline + " has passed");
        } else if (waiting && now - waitingSince > stall.toNanos()) {
            stalled("the client has stalled for " + stall);
        }
    }

    /** A client that stalled in the middle of its upload gets 408. */
    private void stalled(String reason) {
        if (abortReason == null) {
            abortReason = reason;
            RequestTimeout.send(response, context);
        }
    }

    /** Resets the connection, so that the client notices that its response is incomplete. */
    void abort(String reason) {
        if (abortReason == null) {
            abortReason = reason;
        }
        response.reset();
    }

    /** Why it ended early: our own reason, else that the client disconnected; null if it did not end early. */
    @Nullable
    String brokenBy() {
        String ours = abortReason;
        if (ours != null) {
            return ours;
        }
        return response.closed() ? "the client has left" : null;
    }

    /** Bytes sent so far. */
    long sent() {
        return sent;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** The bytes of an upload. */
    InputStream reading(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                waitForClient();
                try {
                    return in.read();
                } finally {
                    waiting = false;
                }
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                waitForClient();
                try {
                    return in.read(into, offset, length);
                } finally {
                    waiting = false;
                }
            }
        };
    }

    private void waitForClient() {
        waitingSince = System.nanoTime();
        waiting = true;
    }

    void write(OutputStream to, byte[] bytes, int length) throws IOException {
        waitForClient();
        try {
            to.write(bytes, 0, length);
            sent += length;
        } finally {
            waiting = false;
        }
    }
}
