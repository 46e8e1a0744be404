package dev.millrace.kit.work;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Leases whose work is under way in this process. They are renewed three times within their length; work whose lease was lost
 * is told to stop, since somebody else may have begun it. Safe to share between threads.
 */
public final class HeldLeases {

    private static final Logger LOG = Logger.getLogger(HeldLeases.class);

    private final String name;
    private final Duration length;
    private final Renewal renewal;
    private final Map<UUID, AtomicBoolean> held = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart;
    private volatile boolean cancelled;

    /**
     * None yet.
     *
     * @param name of its thread, and in logs
     * @param length of a lease
     */
    public HeldLeases(String name, Duration length, Renewal renewal) {
        this.name = name;
        this.length = length;
        this.renewal = renewal;
        this.heart = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name + "-leases").factory());
    }

    /** How leases are renewed. */
    @FunctionalInterface
    public interface Renewal {

        /** Makes leases longer; those that are not in the answer are lost. Never asked about none. */
        Set<UUID> renew(Set<UUID> held);

        /** Told after each renewal which leases are held from now on. */
        default void renewed(Set<UUID> kept) {}
    }

    /** Begins to renew. */
    public void start() {
        long beat = length.toMillis() / 3;
        heart.scheduleWithFixedDelay(this::renew, beat, beat, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes a lease into care until it is {@linkplain #release released}.
     *
     * @return whether the work is to stop without having changed anything
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

    /** Tells all work to stop, also what begins from now on; leases are still renewed until {@link #close}. */
    public void cancelAll() {
        cancelled = true;
    }

    /** Renews nothing any more. */
    public void close() {
        heart.shutdownNow();
    }

    private void renew() {
        try {
            Set<UUID> asked = Set.copyOf(held.keySet());
            if (asked.isEmpty()) {
                return;
            }
            Set<UUID> kept = renewal.renew(asked);
            asked.stream().filter(id -> !kept.contains(id)).forEach(this::giveUp);
            renewal.renewed(kept);
        } catch (RuntimeException e) {
            // the next beat comes before they have expired
            LOG.warnf("%s: leases not renewed: %s", name, e.toString());
        }
    }

    private void giveUp(UUID leaseId) {
        AtomicBoolean stop = held.get(leaseId);
        if (stop != null && stop.compareAndSet(false, true)) {
            LOG.warnf("%s: leaseId=%s was lost; the work stops", name, leaseId);
        }
    }
}
