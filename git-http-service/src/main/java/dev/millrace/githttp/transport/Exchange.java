package dev.millrace.githttp.transport;

import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch or push while it is worked on. Knows since when it runs and since when it waits for its client, so that it
 * can be cut: time spent on packing does not count as a stall, time in which the client neither sends nor takes does.
 */
final class Exchange {

    private final HttpServerResponse response;
    private final Consumer<Exchange> whenFinished;
    private final long startedAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean begun;
    private volatile @Nullable String cutReason;
    private long received;
    private long sent;

    Exchange(HttpServerResponse response, Consumer<Exchange> whenFinished) {
        this.response = response;
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

    private void waitForClient() {
        waitingSince = System.nanoTime();
        waiting = true;
    }

    private void work() {
        waiting = false;
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

        Outgoing(OutputStream answer) {
            this.answer = answer;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            toClient(() -> answer.write(bytes, offset, length));
            sent += length;
        }

        @Override
        public void flush() throws IOException {
            toClient(answer::flush);
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
