package dev.millrace.githttp.exchange;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request in progress. It knows since when it runs and since when it waits for its client, so that it can be aborted: time
 * in which we work does not count as a stall, but time in which the client neither sends nor accepts bytes does. Safe to use
 * from several threads.
 */
public abstract class OpenRequest {

    private static final Runnable NOTHING = () -> {};

    private final HttpServerResponse response;
    private final Context context;
    private final long startedAt = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<Runnable> owned = new AtomicReference<>(NOTHING);
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean handedOver;
    private volatile boolean begun;
    private volatile boolean disconnected;
    private volatile @Nullable String abortReason;

    /** @param context of the connection */
    protected OpenRequest(HttpServerResponse response, Context context) {
        this.response = response;
        this.context = context;
    }

    /** Called once, when the work for it has ended and what it owned is released. */
    protected abstract void finished();

    /**
     * Adds a resource that is released when the request is finished, after those added before, or at once if it is already
     * finished.
     */
    public final void owns(Runnable release) {
        owned.updateAndGet(before -> () -> {
            before.run();
            release.run();
        });
        if (over.get()) {
            releaseOwned();
        }
    }

    private void releaseOwned() {
        owned.getAndSet(NOTHING).run();
    }

    /** Its response will be streamed; the streaming thread finishes it. */
    public final void handOver() {
        handedOver = true;
        if (disconnected && !begun) {
            finish();
        }
    }

    /** Whether another thread finishes it, or the one that streams its response. */
    public final boolean isHandedOver() {
        return handedOver;
    }

    /** The response is being produced now, by this thread, which calls {@link #finish}. */
    public void begin() {
        begun = true;
    }

    /**
     * The connection ended; finishes a request whose response was handed over and never started, since no thread would.
     */
    public final void disconnected() {
        disconnected = true;
        if (handedOver && !begun) {
            finish();
        }
    }

    /** Ends the work for it. Idempotent. */
    public final void finish() {
        if (over.compareAndSet(false, true)) {
            try {
                releaseOwned();
            } finally {
                finished();
            }
        }
    }

    /** Ends the work for it, unless it was handed over: then its response is still to be sent. */
    public final void finishUnlessHandedOver() {
        if (!handedOver) {
            finish();
        }
    }

    /** From now on we wait for the client. */
    protected final void startWaiting() {
        waitingSince = System.nanoTime();
        waiting = true;
    }

    /** The client has sent or accepted bytes, or has failed to. */
    protected final void stopWaiting() {
        waiting = false;
    }

    /** Resets the connection, so that the client notices that its response is incomplete. */
    public final void abort(String reason) {
        if (abortReason == null) {
            abortReason = reason;
        }
        response.reset();
    }

    /**
     * Aborts it if it exceeds a limit.
     *
     * @param now as {@link System#nanoTime}
     */
    protected void abortIfOverdue(long now, Duration deadline, Duration stall) {
        if (now - startedAt > deadline.toNanos()) {
            abort("the deadline of " + deadline + " has passed");
        } else if (waiting && now - waitingSince > stall.toNanos()) {
            stalled("the client has stalled for " + stall);
        }
    }

    /** A client that stalled in the middle of its request gets 408; in the middle of the response it is disconnected. */
    private void stalled(String reason) {
        if (abortReason == null) {
            abortReason = reason;
            RequestTimeout.send(response, context);
        }
    }

    /** Why we reset the connection; null if we did not. */
    public final @Nullable String abortReason() {
        return abortReason;
    }

    /** Whether the client has disconnected, or was disconnected by us. */
    public final boolean isBroken() {
        return abortReason != null || response.closed();
    }

    /** How long it has been in progress. */
    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Runs on the event loop of the connection. */
    protected final void onEventLoop(Runnable work) {
        context.runOnContext(nothing -> work.run());
    }
}
