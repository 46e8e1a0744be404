package dev.millrace.ingest.delivery;

import dev.millrace.kit.address.SenderNetwork;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bodies in memory, bounded in bytes, in number and in number for each sender. Bytes count when they are received, not
 * when they are announced. When a bound is reached, the oldest incomplete body of the sender that uses most is dropped: a
 * delivery arrives within milliseconds, so a dropped body is one that its caller holds back. A body that is complete is
 * never dropped. Safe for use by many threads.
 */
final class IncomingBodies {

    private final long memory;
    private final int atOnce;
    private final int perSender;

    /** Oldest first. */
    private final Set<Share> incomplete = new LinkedHashSet<>();

    private long used;

    /**
     * @param memory bytes of all bodies together
     * @param atOnce incomplete bodies of all senders
     * @param perSender incomplete bodies of one sender
     */
    IncomingBodies(long memory, int atOnce, int perSender) {
        this.memory = memory;
        this.atOnce = Math.max(1, atOnce);
        this.perSender = Math.max(1, perSender);
    }

    /**
     * Registers a body that is about to be read.
     *
     * @param address IP address; those of one IPv6 network of 64 bits are one sender
     * @param whenDropped called once, on any thread, if the body is dropped to make room for another
     */
    Share open(String address, Runnable whenDropped) {
        String sender = SenderNetwork.of(address);
        Share share = new Share(sender, whenDropped);
        Optional<Share> dropped;
        synchronized (this) {
            dropped = dropForNewcomer(sender);
            incomplete.add(share);
        }
        dropped.ifPresent(victim -> victim.whenDropped.run());
        return share;
    }

    private Optional<Share> dropForNewcomer(String sender) {
        Map<String, Long> counts = perSender(share -> 1);
        if (counts.getOrDefault(sender, 0L) >= perSender) {
            return Optional.of(drop(oldest(sender, 0)));
        }
        return incomplete.size() >= atOnce ? Optional.of(drop(oldest(largest(counts), 0))) : Optional.empty();
    }

    /** What each sender uses. */
    private Map<String, Long> perSender(Weight weight) {
        Map<String, Long> sums = new HashMap<>();
        incomplete.forEach(share -> sums.merge(share.sender, weight.of(share), Long::sum));
        return sums;
    }

    private static String largest(Map<String, Long> sums) {
        return sums.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** The sender's oldest body that holds at least this many bytes, or else its oldest; it has one. */
    private Share oldest(String sender, long bytes) {
        Share first = null;
        for (Iterator<Share> all = incomplete.iterator(); all.hasNext(); ) {
            Share share = all.next();
            if (share.sender.equals(sender)) {
                if (share.bytes >= bytes) {
                    return share;
                }
                first = first == null ? share : first;
            }
        }
        if (first == null) {
            throw new IllegalStateException("the sender has no incomplete body");
        }
        return first;
    }

    private Share drop(Share share) {
        incomplete.remove(share);
        share.dropped = true;
        used -= share.bytes;
        share.bytes = 0;
        return share;
    }

    private interface Weight {
        long of(Share share);
    }

    /** One body's share of the memory. */
    final class Share implements AutoCloseable {

        private final String sender;
        private final Runnable whenDropped;
        private long bytes;
        private boolean dropped;

        private Share(String sender, Runnable whenDropped) {
            this.sender = sender;
            this.whenDropped = whenDropped;
        }

        /**
         * Adds to the share, before the memory is allocated.
         *
         * @return whether it was added; if not, this body cannot be received now
         */
        boolean take(int more) {
            while (true) {
                Share victim;
                synchronized (IncomingBodies.this) {
                    if (dropped) {
                        return false;
                    }
                    if (used + more <= memory) {
                        used += more;
                        bytes += more;
                        return true;
                    }
                    if (incomplete.isEmpty()) {
                        return false;
                    }
                    victim = oldest(largest(perSender(share -> share.bytes)), more);
                    if (victim == this) {
                        return false;
                    }
                    drop(victim);
                }
                victim.whenDropped.run();
            }
        }

        /** Marks the body as complete; false if it was dropped before. */
        boolean complete() {
            synchronized (IncomingBodies.this) {
                incomplete.remove(this);
                return !dropped;
            }
        }

        /** The body is no longer needed. Repeated calls do nothing. */
        @Override
        public void close() {
            synchronized (IncomingBodies.this) {
                incomplete.remove(this);
                used -= bytes;
                bytes = 0;
                dropped = true;
            }
        }
    }
}
