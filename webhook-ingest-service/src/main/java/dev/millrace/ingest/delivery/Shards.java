package dev.millrace.ingest.delivery;

/** How the inbox is divided for publishing. The number is stored with every row, so it is final. */
public final class Shards {

    /** Number of shards; they count from 0. */
    public static final int COUNT = 16;

    /** First key of the advisory locks of those who publish shards; the second is the shard. */
    public static final int LOCK_CLASS = 0x1d9e57;

    private Shards() {}

    /** The shard that this key belongs to. */
    public static int of(String recordKey) {
        return Math.floorMod(recordKey.hashCode(), COUNT);
    }
}
