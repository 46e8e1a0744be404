package dev.millrace.forge;

import dev.millrace.kit.work.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The calls of one {@link CallIdentity} by this process: writes one at a time, a few other calls at once, and none before the
 * end of a pause that GitHub asked for. A pause of one lane never delays another, except that no token of an installation can
 * be requested while the App itself is paused. Safe to share between threads.
 *
 * <p>GitHub also asks for a second between writes. That is kept by those who write, not here: {@code CheckLanes} of
 * pipeline-service keeps it for the check runs of an installation over all processes, in the database, and a second one here
 * would only make each check run later without protecting more. The recovery of deliveries keeps the App's pace.
 *
 * <p>What other processes learned of a limit is not known here: each of them sends one call until it learns it, too.
 */
final class CallLane {

    /** Calls at once that are not writes: GitHub allows a hundred, over all processes. Octokit's default. */
    static final int AT_ONCE = 10;

    /** Pauses in a row after which the lane reports that GitHub limits it permanently. */
    static final int MANY_PAUSES = 5;

    /** Where GitHub states no time, it asks for a minute at least, and for more each time. */
    private static final Backoff SECONDARY_LIMIT = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));

    private final Semaphore writes = new Semaphore(1, true);
    private final Semaphore others = new Semaphore(AT_ONCE, true);
    private final Clock clock;

    private Instant pausedUntil = Instant.MIN;
    private int episode;
    private int pausesInARow;

    CallLane(Clock clock) {
        this.clock = clock;
    }

    /**
     * Waits until the call may be sent, but not for the end of a pause. One that is admitted must {@link #leave}.
     *
     * @param write whether no other write may be sent meanwhile
     * @param timeout longest wait for other calls of the lane
     */
    Admission enter(boolean write, Duration timeout) throws InterruptedException {
        Optional<Instant> paused = paused();
        if (paused.isPresent()) {
            return new Admission.Paused(paused.get());
        }
        if (!permits(write).tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Admission.Busy();
        }
        // one of those that this call waited for may have learned of a limit
        synchronized (this) {
            if (!clock.instant().isBefore(pausedUntil)) {
                return new Admission.Admitted(episode);
            }
        }
        leave(write);
        return new Admission.Paused(pausedUntil());
    }

    /** A call that was admitted has ended. */
    void leave(boolean write) {
        permits(write).release();
    }

    /** GitHub accepted a call: what limited the lane before has ended. */
    synchronized void accepted(Admission.Admitted call) {
        if (call.episode() == episode) {
            pausesInARow = 0;
        }
    }

    /** Nothing is sent before this time: GitHub stated it. */
    synchronized void pauseUntil(Instant until) {
        if (until.isAfter(pausedUntil)) {
            pausedUntil = until;
        }
    }

    /**
     * A call was rejected because of a secondary limit whose end GitHub did not state. Of several calls that were sent before
     * a pause, only the first makes the next pause longer.
     *
     * @return how many such pauses there were in a row
     */
    synchronized int pause(Admission.Admitted call) {
        if (call.episode() == episode) {
            episode++;
            pausesInARow++;
        }
        pauseUntil(clock.instant().plus(SECONDARY_LIMIT.after(pausesInARow)));
        return pausesInARow;
    }

    /** The time before which nothing is sent. */
    synchronized Instant pausedUntil() {
        return pausedUntil;
    }

    /** Whether it may be forgotten: no call is open, and no limit is known. */
    synchronized boolean isIdle() {
        return writes.availablePermits() == 1
                && others.availablePermits() == AT_ONCE
                && pausesInARow == 0
                && !clock.instant().isBefore(pausedUntil);
    }

    private synchronized Optional<Instant> paused() {
        return clock.instant().isBefore(pausedUntil) ? Optional.of(pausedUntil) : Optional.empty();
    }

    private Semaphore permits(boolean write) {
        return write ? writes : others;
    }
}
