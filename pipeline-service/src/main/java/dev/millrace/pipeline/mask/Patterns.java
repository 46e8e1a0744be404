package dev.millrace.pipeline.mask;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * Finds many patterns of bytes in one pass (Aho and Corasick: "Efficient string matching", 1975). A state stands for the longest
 * end of what was read that one of the patterns begins with. About 10 bytes of memory for each state: the one after it is usually
 * the next number, and only where patterns part it is looked up.
 */
final class Patterns {

    /** The state before anything was read. */
    static final int START = 0;

    private static final int NONE = -1;

    private final byte[] label;
    private final BitSet continued;
    private final BitSet parted;
    /** State and byte, in order, and where they lead. */
    private final long[] partings;

    private final int[] targets;
    /** First states of rows in which each state continues the one before, in order, and their depths. */
    private final int[] rows;

    private final int[] depths;
    private final int[] fromStart = new int[256];
    /** By the byte of a state that is one byte long, and the next one: most bytes are read there. */
    private final int[][] fromFirst = new int[256][];

    private final int[] fallback;
    private final int[] longest;

    private Patterns(PatternTree tree) {
        this.label = Arrays.copyOf(tree.label, tree.size);
        this.continued = tree.continued;
        this.parted = new BitSet(tree.size);
        this.partings = tree.partings.keySet().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        this.targets = Arrays.stream(partings).mapToInt(tree::target).toArray();
        Arrays.stream(partings).forEach(key -> parted.set((int) (key >> 8)));
        this.rows = tree.rows.stream().mapToInt(row -> row[0]).toArray();
        this.depths = tree.rows.stream().mapToInt(row -> row[1]).toArray();
        this.fallback = new int[tree.size];
        this.longest = new int[tree.size];
        tree.ends.forEach(end -> longest[end] = depth(end));
        link();
    }

    /** @param patterns none of them empty */
    static Patterns of(Collection<byte[]> patterns) {
        var tree = new PatternTree();
        patterns.forEach(tree::add);
        return new Patterns(tree);
    }

    boolean isEmpty() {
        return label.length == 1;
    }

    /** The state after one more byte. */
    int next(int state, byte read) {
        int from = state;
        while (from != START) {
            int first = label[from] & 0xff;
            if (fromStart[first] == from) {
                return fromFirst[first][read & 0xff];
            }
            int child = child(from, read);
            if (child != NONE) {
                return child;
            }
            from = fallback[from];
        }
        return fromStart[read & 0xff];
    }

    /** Length of the longest beginning of a pattern that was read last. */
    int depth(int state) {
        if (state == START) {
            return 0;
        }
        int found = Arrays.binarySearch(rows, state);
        int row = found >= 0 ? found : -found - 2;
        return depths[row] + state - rows[row];
    }

    /** Length of the longest whole pattern that was read last; 0 if there is none. */
    int match(int state) {
        return longest[state];
    }

    /** Length of the longest pattern. */
    int longestPattern() {
        return Arrays.stream(longest).max().orElse(0);
    }

    private int child(int state, byte read) {
        if (continued.get(state) && label[state + 1] == read) {
            return state + 1;
        }
        if (!parted.get(state)) {
            return NONE;
        }
        int found = Arrays.binarySearch(partings, PatternTree.parting(state, read));
        return found < 0 ? NONE : targets[found];
    }

    private void eachChild(int state, IntConsumer action) {
        if (continued.get(state)) {
            action.accept(state + 1);
        }
        int first = Arrays.binarySearch(partings, PatternTree.parting(state, (byte) 0));
        for (int i = first < 0 ? -first - 1 : first; i < partings.length && partings[i] >> 8 == state; i++) {
            action.accept(targets[i]);
        }
    }

    /** Level by level, since a state falls back to a shorter one. */
    private void link() {
        int[] queue = new int[label.length];
        int[] end = {0};
        eachChild(START, child -> {
            fromStart[label[child] & 0xff] = child;
            queue[end[0]++] = child;
        });
        for (int i = 0; i < end[0]; i++) {
            int[] follow = fromStart.clone();
            eachChild(queue[i], child -> follow[label[child] & 0xff] = child);
            fromFirst[label[queue[i]] & 0xff] = follow;
        }
        for (int i = 0; i < end[0]; i++) {
            int state = queue[i];
            longest[state] = Math.max(longest[state], longest[fallback[state]]);
            eachChild(state, child -> {
                fallback[child] = next(fallback[state], label[child]);
                queue[end[0]++] = child;
            });
        }
    }
}
