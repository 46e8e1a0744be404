package dev.millrace.kit.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets one thread wait until there may be something to do. A call while it works is not lost; several count as one. */
public final class WakeUp {

    private final Semaphore calls = new Semaphore(0);

    /** There may be something to do. Returns at once, and is safe from any thread. */
    public void wake() {
        calls.release();
    }

    /** Returns at the next call, at once if there was one since the last wait, or when the time is over. */
    public void await(Duration atMost) throws InterruptedException {
        if (calls.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
            calls.drainPermits();
        }
    }
}
