package dev.millrace.pipeline.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree of patterns from which {@link Patterns} are made: each path from its root is the beginning of one. */
final class PatternTree {

    byte[] label = new byte[1024];
    int size = 1;
    /** States of which the next number is a child. */
    final BitSet continued = new BitSet();
    /** The other children, by {@link #parting}. */
    final Map<Long, Integer> partings = new HashMap<>();
    /** States at which patterns end. */
    final Set<Integer> ends = new HashSet<>();
    /** First state and its depth, of rows in which each state is a child of the one before. */
    final List<int[]> rows = new ArrayList<>();

    static long parting(int state, byte read) {
        return (long) state << 8 | read & 0xff;
    }

    int target(long parting) {
        return partings.getOrDefault(parting, 0);
    }

    void add(byte[] pattern) {
        int state = 0;
        int known = 0;
        for (int child = child(state, pattern[0]); child >= 0; ) {
            state = child;
            known++;
            child = known < pattern.length ? child(state, pattern[known]) : -1;
        }
        if (known < pattern.length) {
            state = grow(state, pattern, known);
        }
        ends.add(state);
    }

    private int child(int state, byte read) {
        if (continued.get(state) && label[state + 1] == read) {
            return state + 1;
        }
        return partings.getOrDefault(parting(state, read), -1);
    }

    private int grow(int from, byte[] pattern, int known) {
        if (from != 0 && from == size - 1) {
            continued.set(from);
        } else {
            partings.put(parting(from, pattern[known]), size);
            rows.add(new int[] {size, known + 1});
        }
        int length = pattern.length - known;
        if (size + length > label.length) {
            label = Arrays.copyOf(label, Math.max(size + length, label.length * 2));
        }
        System.arraycopy(pattern, known, label, size, length);
        continued.set(size, size + length - 1);
        size += length;
        return size - 1;
    }
}
