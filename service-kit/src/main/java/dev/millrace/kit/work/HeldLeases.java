package dev.millrace.kit.work;

import dev.millrace.kit.work.PollLoop.Next;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Leases whose work is under way in this process. They are renewed three times within their length, and sooner after a
 * renewal that failed; work whose lease was lost is asked to stop, since another process may have started it. Safe to share
 * between threads.
 */
public final class HeldLeases {

    private static final Logger LOG = Logger.getLogger(HeldLeases.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final String name;
    private final Duration interval;
    private final Renewal renewal;
    private final Map<UUID, AtomicBoolean> held = new ConcurrentHashMap<>();
    private final PollLoop loop;
    private volatile boolean cancelled;

    /**
     * Starts without leases.
     *
     * @param name of its thread, and in logs
     * @param length of a lease
     */
    public HeldLeases(String name, Duration length, Renewal renewal) {
        this.name = name;
        this.interval = length.dividedBy(3);
        this.renewal = renewal;
        // the next renewal happens before they expire
        var backoff = new Backoff(interval.compareTo(SECOND) < 0 ? interval : SECOND, interval);
        this.loop = new PollLoop(name + "-leases", backoff, this::renew);
    }

    /** How leases are renewed. */
    @FunctionalInterface
    public interface Renewal {

        /** Extends leases; those that are not in the result are lost. Never called with none. */
        Set<UUID> renew(Set<UUID> held);

        /** Called after each renewal with the leases that are held from now on. */
        default void renewed(Set<UUID> kept) {}
    }

    /** Begins to renew. */
    public void start() {
        loop.start();
    }

    /**
     * Renews a lease until it is {@linkplain #release released}.
     *
     * @return whether the work must stop without having changed anything
     */
    public BooleanSupplier hold(UUID leaseId) {
        var stop = new AtomicBoolean();
        held.put(leaseId, stop);
        return () -> cancelled || stop.get();
    }

    /** The work has ended: the lease is not renewed any more. */
    public void release(UUID leaseId) {
        held.remove(leaseId);
    }

    /** How many are held now. */
    public int count() {
        return held.size();
    }

    /** Renews as soon as possible. Returns at once. */
    public void renewNow() {
        loop.wake();
    }

    /** Asks all work to stop, including work that begins later; leases are still renewed until {@link #close}. */
    public void cancelAll() {
        cancelled = true;
    }

    /** Renews nothing any more. */
    public void close() {
        loop.stop(Duration.ZERO);
    }

    private Next renew() {
        Set<UUID> asked = Set.copyOf(held.keySet());
        if (!asked.isEmpty()) {
            Set<UUID> kept = renewal.renew(asked);
            asked.stream().filter(id -> !kept.contains(id)).forEach(this::lose);
            renewal.renewed(kept);
        }
        return Next.poll(interval);
    }

    private void lose(UUID leaseId) {
        AtomicBoolean stop = held.get(leaseId);
        if (stop != null && stop.compareAndSet(false, true)) {
            LOG.warnf("%s: leaseId=%s was lost; the work stops", name, leaseId);
        }
    }
}
