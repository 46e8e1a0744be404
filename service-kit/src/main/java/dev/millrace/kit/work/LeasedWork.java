package dev.millrace.kit.work;

import java.util.Optional;

/**
 * Where a {@link WorkLoop} finds work, and how it is done.
 *
 * @param <L> a piece of work that belongs to this process for a while
 */
public interface LeasedWork<L> {

    /** Leases what is due next; empty if nothing is. What it throws is logged, and it is asked again a second later. */
    Optional<L> claim();

    /** Does it, on a thread of its own. What it throws is logged: the lease expires, and somebody begins again. */
    void work(L lease);
}
