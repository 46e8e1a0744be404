package dev.millrace.sync.status;

import dev.millrace.kit.database.Signals;
import dev.millrace.sync.queue.SyncJournal;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Wakes threads that wait for a pass to end, on whichever instance it was made. */
@ApplicationScoped
class SyncsEnded {

    /** A signal may be lost; then this is the time to the next check. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long signals;

    void start(@Observes @Priority(4000) StartupEvent event, Signals wakeUps) {
        wakeUps.listen(SyncJournal.ENDED, this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            signals++;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a condition holds, which is checked after each pass that ends.
     *
     * @return whether it holds; false when the time is over or the thread is interrupted
     */
    boolean await(BooleanSupplier holds, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long seen = count();
        try {
            while (!holds.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                seen = next(seen, Math.min(left, POLL_INTERVAL.toNanos()));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long count() {
        lock.lock();
        try {
            return signals;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there was another signal than those seen, but not longer than the given time. */
    private long next(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (signals == seen && left > 0) {
                left = ended.awaitNanos(left);
            }
            return signals;
        } finally {
            lock.unlock();
        }
    }
}
