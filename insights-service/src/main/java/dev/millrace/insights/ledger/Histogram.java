package dev.millrace.insights.ledger;

import dev.millrace.insights.metric.ActorClass;
import dev.millrace.insights.metric.ActorCounts;
import java.nio.ByteBuffer;
import java.util.Set;

/** How many items of a span fall in each bin, and how many there are of each class of actor. */
final class Histogram {

    /** Bins are -1 and more; see {@link Codes#bin}. */
    private static final int SHIFT = 1;

    private final Set<ActorClass> counted;
    private final int[] bins = new int[Codes.bin(Long.MAX_VALUE) + SHIFT + 1];
    private final long[] byActor = new long[ActorClass.values().length];
    private long n;

    /** @param counted the classes whose items are in the bins */
    Histogram(Set<ActorClass> counted) {
        this.counted = counted;
    }

    /** Adds items of one class: pairs of a bin and a number, as {@code insights.rollup} has them. */
    void add(ActorClass actor, byte[] pairs) {
        ByteBuffer buffer = ByteBuffer.wrap(pairs);
        while (buffer.hasRemaining()) {
            int bin = buffer.getShort();
            add(actor, bin, buffer.getInt());
        }
    }

    /** Adds one item. */
    void add(ActorClass actor, long micros) {
        add(actor, Codes.bin(micros), 1);
    }

    private void add(ActorClass actor, int bin, int items) {
        byActor[actor.ordinal()] += items;
        if (counted.contains(actor)) {
            bins[bin + SHIFT] += items;
            n += items;
        }
    }

    /** How many items count. */
    long n() {
        return n;
    }

    ActorCounts authors() {
        return new ActorCounts(
                (int) byActor[ActorClass.HUMAN.ordinal()], (int) byActor[ActorClass.AGENT.ordinal()], (int)
                        byActor[ActorClass.BOT.ordinal()]);
    }

    /**
     * Where an item is.
     *
     * @param bin its bin
     * @param offset how many smaller ones, or equal ones before it, are in the bin
     */
    record Place(int bin, long offset) {}

    /** The place of an item by its rank among those that count, 0 for the smallest. */
    Place place(long rank) {
        long before = 0;
        for (int index = 0; index < bins.length; index++) {
            if (rank < before + bins[index]) {
                return new Place(index - SHIFT, rank - before);
            }
            before += bins[index];
        }
        throw new IllegalArgumentException("rank %d of %d items".formatted(rank, n));
    }
}
