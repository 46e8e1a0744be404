package dev.millrace.ingest.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much memory bodies may take together. A call that finds none free waits, before its body is read. */
final class BodyBudget {

    private static final int UNIT = 1024;

    private final Semaphore units;
    private final int size;

    /** @param bytes 1 KiB or more */
    BodyBudget(long bytes) {
        this.size = Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.units = new Semaphore(size, true);
    }

    /**
     * Takes a share of the memory, first come first served.
     *
     * @param bytes 0 or more; more than there is at all counts as all
     * @param patience how long to wait
     * @return the share, to be closed by the caller; empty when the wait was in vain
     */
    Optional<Share> take(long bytes, Duration patience) {
        int wanted = Math.toIntExact(Math.min(size, bytes / UNIT + 1));
        try {
            return units.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(() -> units.release(wanted))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A share of the memory. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }
}
