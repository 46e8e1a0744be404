package dev.millrace.pipeline;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a worker wait until there may be something to do. A call that comes while it works is not lost. */
public final class WakeUp {

    private final Semaphore calls = new Semaphore(0);

    /** Something may be there to do. Quick, and safe from any thread. */
    public void call() {
        calls.release();
    }

    /**
     * Returns at the next call, at once if one came since the last wait, or when the time is over.
     *
     * @throws InterruptedException if the worker shall stop
     */
    public void await(Duration atMost) throws InterruptedException {
        if (calls.tryAcquire(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            calls.drainPermits();
        }
    }
}
