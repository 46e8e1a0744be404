package dev.millrace.githttp.transport;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long an exchange waits for its client, and how fast the client accepts the response in that time: time in which the
 * response is computed does not count. Points in time are those of {@link System#nanoTime}. Safe to share between threads.
 */
final class ClientPace {

    private final long slowest;
    private final long windowNanos;
    private BooleanSupplier required = () -> false;
    private boolean waiting;
    private long waitingSince;
    private long waited;
    private long accepted;

    /**
     * @param slowest required speed, bytes per second; 0 for any
     * @param window time of waiting over which the speed is averaged
     */
    ClientPace(long slowest, Duration window) {
        this.slowest = slowest;
        this.windowNanos = window.toNanos();
    }

    /** From now on, the speed is required while this is true. */
    synchronized void requireWhile(BooleanSupplier condition) {
        required = condition;
    }

    /** The exchange starts to wait for the client. */
    synchronized void waits(long now) {
        waiting = true;
        waitingSince = now;
    }

    /** The exchange goes on. */
    synchronized void goesOn(long now) {
        waited += now - waitingSince;
        waiting = false;
    }

    /** The client has accepted bytes. */
    synchronized void accepts(long bytes) {
        accepted += bytes;
    }

    /** Whether the client was slower than required in the window that ends now; begins the next one if it was not. */
    synchronized boolean isTooSlow(long now) {
        long nanos = waited + (waiting ? now - waitingSince : 0);
        boolean ended = nanos >= windowNanos;
        boolean slow = slowest > 0 && required.getAsBoolean();
        if (slow && ended && accepted < slowest * (nanos / 1e9)) {
            return true;
        }
        if (!slow || ended) {
            // of the current wait, only the time from now on counts
            waited = waiting ? waitingSince - now : 0;
            accepted = 0;
        }
        return false;
    }
}
