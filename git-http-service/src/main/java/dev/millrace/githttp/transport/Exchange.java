package dev.millrace.githttp.transport;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fetch or push while it is worked on. Knows since when it runs and since when it waits for its client, so that it
 * can be cut: time spent on packing does not count as a stall, time in which the client neither sends nor takes does.
 */
final class Exchange {

    private static final Runnable NOTHING = () -> {};
    private static final int UNCONFIRMED = 512 * 1024;

    private final HttpServerResponse response;
    private final Context context;
    private final Semaphore turns;
    private final Consumer<Exchange> whenFinished;
    private final long startedAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean begun;
    private volatile @Nullable String cutReason;
    private boolean handedOver;
    private final AtomicReference<Runnable> owned = new AtomicReference<>(NOTHING);
    private long received;
    private long sent;

    /**
     * @param context of the connection
     * @param turns of which it has one; it lends it to others while it waits for its client
     */
    Exchange(HttpServerResponse response, Context context, Semaphore turns, Consumer<Exchange> whenFinished) {
        this.response = response;
        this.context = context;
        this.turns = turns;
        this.whenFinished = whenFinished;
    }

    /** The request's bytes. */
    InputStream reading(InputStream body) {
        return new Incoming(body);
    }

    /** The answer's bytes. */
    OutputStream writing(OutputStream answer) {
        return new Outgoing(answer);
    }

    /** What is let go when it is finished, or at once if it is. */
    void owns(Runnable release) {
        owned.set(release);
        if (over.get()) {
            letGo();
        }
    }

    private void letGo() {
        owned.getAndSet(NOTHING).run();
    }

    /** Its answer will be streamed, and whoever does that finishes it. */
    void handOver() {
        handedOver = true;
    }

    boolean isHandedOver() {
        return handedOver;
    }

    /** The answer is being made now; the one who makes it calls {@link #finish}. */
    void begin() {
        begun = true;
    }

    /** The connection ended; nobody would finish an exchange whose answer was never begun. */
    void disconnected() {
        if (!begun) {
            finish();
        }
    }

    /** No more work is done for it. Repeats do nothing. */
    void finish() {
        if (over.compareAndSet(false, true)) {
            letGo();
            whenFinished.accept(this);
        }
    }

    /** Breaks the connection, so that the client notices that its answer is not whole. */
    void cut(String reason) {
        if (cutReason == null) {
            cutReason = reason;
        }
        response.reset();
    }

    void cutIfOverdue(long now, Duration deadline, Duration stall) {
        if (now - startedAt > deadline.toNanos()) {
            cut("the deadline of " + deadline + " has passed");
        } else if (waiting && now - waitingSince > stall.toNanos()) {
            cut("the client has stalled for " + stall);
        }
    }

    /** Why we broke the connection; null if we did not. */
    @Nullable
    String cutReason() {
        return cutReason;
    }

    /** Whether the client is gone, or was sent away. */
    boolean isBroken() {
        return cutReason != null || response.closed();
    }

    /** Bytes of the request read so far, as they came. */
    long received() {
        return received;
    }

    /** Bytes of the answer written so far. */
    long sent() {
        return sent;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Waits for something that is made elsewhere, without holding up those who could work meanwhile. */
    <T> T awaiting(Supplier<T> outcome) {
        turns.release();
        try {
            return outcome.get();
        } finally {
            turns.acquireUninterruptibly();
        }
    }

    private void waitForClient() {
        waitingSince = System.nanoTime();
        waiting = true;
        turns.release();
    }

    private void work() {
        waiting = false;
        turns.acquireUninterruptibly();
    }

    private final class Incoming extends InputStream {

        private final InputStream body;

        Incoming(InputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            waitForClient();
            try {
                int got = body.read(into, offset, length);
                received += Math.max(0, got);
                return got;
            } finally {
                work();
            }
        }
    }

    private final class Outgoing extends OutputStream {

        private final OutputStream answer;
        private long unconfirmed;

        Outgoing(OutputStream answer) {
            this.answer = answer;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            toClient(() -> {
                answer.write(bytes, offset, length);
                unconfirmed += length;
                if (unconfirmed >= UNCONFIRMED) {
                    unconfirmed = 0;
                    awaitEventLoop();
                }
            });
            sent += length;
        }

        @Override
        public void flush() throws IOException {
            toClient(answer::flush);
        }

        /**
         * Waits until the event loop has taken what was written. Before that a connection does not count it, so a fast
         * writer beside a busy event loop would never be told to wait for its client, and fill the heap.
         */
        private void awaitEventLoop() {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            context.runOnContext(nothing -> taken.complete(null));
            taken.join();
        }

        private void toClient(Write write) throws IOException {
            if (isBroken()) {
                throw new ClientLeft();
            }
            waitForClient();
            try {
                write.run();
            } catch (IOException failure) {
                if (isBroken()) {
                    throw new ClientLeft();
                }
                throw failure;
            } finally {
                work();
            }
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
