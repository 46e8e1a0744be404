package dev.millrace.kit.work;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a {@link WorkLoop} finds work, and how it is done.
 *
 * @param <L> a piece of work that belongs to this process until its lease expires
 */
public interface LeasedWork<L> {

    /** Leases what is due next; empty if nothing is. Exceptions are logged, and it is called again after a back-off. */
    Optional<L> claim();

    /**
     * Does it, on a thread of its own. What it throws is logged: the lease expires, and another worker starts again.
     *
     * @throws InterruptedException if the loop stops and does not wait any longer
     */
    void work(L lease) throws InterruptedException;

    /**
     * How long until something is due, if that is known; the loop polls then, if that is before the end of its poll
     * interval. Called when {@link #claim} has found nothing.
     */
    default Optional<Duration> nextDueIn() {
        return Optional.empty();
    }
}
