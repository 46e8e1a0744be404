package dev.millrace.githttp.transport;

import dev.millrace.git.check.Cancellation;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.githttp.admission.FairPermits;
import dev.millrace.githttp.exchange.OpenRequest;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One fetch or push in progress. Holds a permit of its team while it works, and lends it while it waits for its client: time
 * spent on packing is work.
 */
final class Exchange extends OpenRequest {

    private static final int UNCONFIRMED = 512 * 1024;
    /** How long a team computes before another waiting team may go first. */
    private static final long COMPUTES_NANOS = Duration.ofMillis(100).toNanos();

    private final String team;
    private final ComputePool pool;
    private final Consumer<Exchange> whenFinished;
    private final ClientPace pace;
    private volatile boolean computing;
    private long lentAt = System.nanoTime();
    private long received;
    private long sent;

    /** The permits of which it holds one, except while its worker waits for the client. */
    private volatile FairPermits permits;

    /** The thread that works on it; other threads only send keep-alive packets, and hold no permit. */
    private volatile Thread worker = Thread.currentThread();

    /**
     * @param permits of which the team holds one for it
     * @param pace of the client, which must not be too slow while the response holds much memory
     */
    Exchange(
            HttpServerResponse response,
            Context context,
            String team,
            FairPermits permits,
            ComputePool pool,
            ClientPace pace,
            Consumer<Exchange> whenFinished) {
        super(response, context);
        this.team = team;
        this.permits = permits;
        this.pool = pool;
        this.pace = pace;
        this.whenFinished = whenFinished;
    }

    String team() {
        return team;
    }

    /** Releases its permit permanently. */
    void releasePermit() {
        permits.release(team);
    }

    /**
     * Exchanges the request permit for a compute permit; false if none is free in time, and then it keeps the one that it
     * had.
     */
    boolean startComputing(Duration longest) {
        FairPermits before = permits;
        if (before == pool.permits()) {
            return true;
        }
        before.release(team);
        if (pool.permits().acquire(team, longest)) {
            permits = pool.permits();
            return true;
        }
        before.acquire(team);
        return false;
    }

    /** Exchanges the compute permit for a request permit: from now on it only sends. */
    void stopComputing(FairPermits requests) {
        permits.release(team);
        requests.acquire(team);
        permits = requests;
    }

    /** Runs work on a compute thread, after {@link #startComputing}. The work stops when the client disconnects. */
    <T> T computing(Computation<T> work) throws IOException {
        if (computing) {
            return work.result();
        }
        Thread caller = worker;
        computing = true;
        try {
            return pool.call(() -> {
                worker = Thread.currentThread();
                return Cancellation.during(this::checkClient, work::result);
            });
        } finally {
            worker = caller;
            computing = false;
        }
    }

    /** As {@link #computing}, for work without a result. */
    void compute(Write work) throws IOException {
        computing(() -> {
            work.run();
            return work;
        });
    }

    private void checkClient() {
        if (isBroken()) {
            throw new ClientDisconnected();
        }
        letOthersCompute();
    }

    /** Called by the worker now and then: yields to a waiting team that computes less. */
    void letOthersCompute() {
        long now = System.nanoTime();
        if (computing && now - lentAt > COMPUTES_NANOS) {
            pool.permits().yield(team);
            lentAt = System.nanoTime();
        }
    }

    /** The request's bytes. */
    InputStream reading(InputStream body) {
        return new Incoming(body);
    }

    /** The response's bytes. */
    OutputStream writing(OutputStream answer) {
        return new Outgoing(answer);
    }

    @Override
    public void begin() {
        super.begin();
        worker = Thread.currentThread();
    }

    @Override
    protected void finished() {
        whenFinished.accept(this);
    }

    @Override
    protected void abortIfOverdue(long now, Duration deadline, Duration stall) {
        super.abortIfOverdue(now, deadline, stall);
        if (!isBroken() && pace.isTooSlow(now)) {
            abort("the client is too slow for a pack that holds so much memory (millrace.git-http.slowest-large-pack)");
        }
    }

    /** Called by the thread that sends the response; others write a pack that several clients read to a file. */
    void keepsPaceWhile(BooleanSupplier isLarge) {
        if (Thread.currentThread().equals(worker)) {
            pace.requireWhile(isLarge);
        }
    }

    /** Bytes of the request read so far, as received. */
    long received() {
        return received;
    }

    /** Bytes of the response written so far. */
    long sent() {
        return sent;
    }

    /** Waits for something that is produced elsewhere, without blocking work that could run meanwhile. */
    <T> T awaiting(Supplier<T> outcome) {
        lendPermit();
        try {
            return outcome.get();
        } finally {
            takePermitBack();
        }
    }

    private void waitForClient() {
        startWaiting();
        pace.waits(System.nanoTime());
        lendPermit();
    }

    private void work() {
        stopWaiting();
        pace.goesOn(System.nanoTime());
        takePermitBack();
    }

    private void lendPermit() {
        if (Thread.currentThread().equals(worker)) {
            permits.release(team);
        }
    }

    private void takePermitBack() {
        if (Thread.currentThread().equals(worker)) {
            permits.acquire(team);
        }
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
            toClient(length, () -> {
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
            toClient(0, answer::flush);
        }

        /**
         * Waits until the event loop has taken over the written bytes. Before that, a connection does not count them, so
         * with a busy event loop a fast writer would never have to wait for its client, and would fill the heap.
         */
        private void awaitEventLoop() {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            onEventLoop(() -> taken.complete(null));
            taken.join();
        }

        private void toClient(int bytes, Write write) throws IOException {
            if (isBroken()) {
                throw new ClientDisconnected();
            }
            waitForClient();
            try {
                write.run();
                pace.accepts(bytes);
            } catch (IOException failure) {
                if (isBroken()) {
                    throw new ClientDisconnected();
                }
                throw failure;
            } finally {
                work();
            }
        }
    }

    /** Work without a result. */
    interface Write {
        void run() throws IOException;
    }

    /** Work with a result. */
    interface Computation<T> {
        T result() throws IOException;
    }
}
