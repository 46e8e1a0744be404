package dev.millrace.ingest.delivery;

/** How the inbox is divided for publishing. The number is stored with every row, so it is final. */
public final class Shards {

    /** Number of shards; they count from 0. */
    public static final int COUNT = 16;

    private Shards() {}

    /** The shard that this key belongs to. */
    static int of(String recordKey) {
        return Math.floorMod(recordKey.hashCode(), COUNT);
    }
}
