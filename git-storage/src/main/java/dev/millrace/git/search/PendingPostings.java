package dev.millrace.git.search;

import java.util.Arrays;

/** The trigrams of contents that are not written yet, in memory of a fixed size. */
final class PendingPostings {

    private final long[] pairs;
    private int count;

    /** @param capacity pairs of a trigram and a content */
    PendingPostings(int capacity) {
        this.pairs = new long[capacity];
    }

    boolean fits(int trigrams) {
        return count + trigrams <= pairs.length;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** @param content its position among the contents that are not written yet, 0 or more */
    void add(int content, int[] trigrams) {
        for (int trigram : trigrams) {
            pairs[count++] = (long) trigram << 32 | content;
        }
    }

    void clear() {
        count = 0;
    }

    /** Writes all in order; contents without a number are left out. */
    void writeTo(PostingsBlock.Writer writer, Numbers numbers) {
        Arrays.sort(pairs, 0, count);
        for (int i = 0; i < count; i++) {
            int number = numbers.of((int) pairs[i]);
            if (number >= 0) {
                writer.add((int) (pairs[i] >>> 32), number);
            }
        }
        writer.end();
    }

    /** The number of a content, ascending with its position; negative if it has none. */
    @FunctionalInterface
    interface Numbers {
        int of(int content);
    }
}
