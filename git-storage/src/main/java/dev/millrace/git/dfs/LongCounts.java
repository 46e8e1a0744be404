package dev.millrace.git.dfs;

/** Counters by a 64-bit key, in two arrays: a pack may need one for each of its objects. Keys are mixed with a secret. */
final class LongCounts {

    private static final int FIRST = 64;

    private final long secret;
    private long[] keys = new long[FIRST];
    private int[] counts = new int[FIRST];
    private int used;

    LongCounts(long secret) {
        this.secret = secret;
    }

    /** Adds one and returns the new count. */
    int increment(long key) {
        if (used * 2 >= keys.length) {
            grow();
        }
        int at = slot(key);
        if (counts[at] == 0) {
            keys[at] = key;
            used++;
        }
        return ++counts[at];
    }

    int get(long key) {
        return counts[slot(key)];
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) mix(key ^ secret) & mask;
        while (counts[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] != 0) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
            }
        }
    }

    /** The finalizer of SplitMix64. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
