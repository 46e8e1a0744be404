package dev.millrace.git.search;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A row of trigrams in ascending order, each with the numbers of the contents that have it. For each trigram: its distance to the one
 * before, the bytes of its list, and the list: distances of numbers, the first from the first number of the segment. All are
 * numbers of seven bits in a byte, the lowest first.
 */
final class PostingsBlock {

    /** Bytes at which a block ends; one list is never divided. */
    static final int ENOUGH = 8 << 10;

    private PostingsBlock() {}

    /** Writes blocks. */
    static final class Writer {

        private final int firstNumber;
        private final Sink sink;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream(ENOUGH);
        private final ByteArrayOutputStream list = new ByteArrayOutputStream();
        private int firstTrigram = -1;
        private int lastTrigram;
        private int trigram = -1;
        private int number;

        /** Takes a block that is complete. */
        @FunctionalInterface
        interface Sink {
            void take(int firstTrigram, byte[] postings);
        }

        Writer(int firstNumber, Sink sink) {
            this.firstNumber = firstNumber;
            this.sink = sink;
        }

        /** Adds a pair; pairs are in ascending order of trigrams, then of numbers. */
        void add(int nextTrigram, int nextNumber) {
            if (nextTrigram != trigram) {
                endList();
                trigram = nextTrigram;
                number = firstNumber;
            }
            write(list, nextNumber - number);
            number = nextNumber;
        }

        void end() {
            endList();
            endBlock();
        }

        private void endList() {
            if (list.size() == 0) {
                return;
            }
            if (firstTrigram < 0) {
                firstTrigram = trigram;
                lastTrigram = trigram;
            }
            write(block, trigram - lastTrigram);
            write(block, list.size());
            block.writeBytes(list.toByteArray());
            lastTrigram = trigram;
            list.reset();
            if (block.size() >= ENOUGH) {
                endBlock();
            }
        }

        private void endBlock() {
            if (block.size() > 0) {
                sink.take(firstTrigram, block.toByteArray());
                block.reset();
                firstTrigram = -1;
            }
        }
    }

    private static void write(ByteArrayOutputStream to, int value) {
        int rest = value;
        while (rest >= 128) {
            to.write(rest & 127 | 128);
            rest >>>= 7;
        }
        to.write(rest);
    }

    /** Reads a block from its first trigram to its last. */
    static final class Reader {

        private final byte[] postings;
        private final int firstNumber;
        private int at;
        private int trigram;
        private int end;

        Reader(int firstTrigram, byte[] postings, int firstNumber) {
            this.postings = postings;
            this.firstNumber = firstNumber;
            this.trigram = firstTrigram;
        }

        /** Goes to the next trigram; false at the end. */
        boolean next() {
            at = end;
            if (at == postings.length) {
                return false;
            }
            trigram += read();
            int size = read();
            end = at + size;
            return true;
        }

        int trigram() {
            return trigram;
        }

        /** Adds the numbers of the trigram's contents, less an offset, to a set. */
        void addTo(BitSet found, int offset) {
            forEach(number -> {
                found.set(number - offset);
                return true;
            });
        }

        /** Passes the numbers of the trigram's contents in ascending order, until one returns false. */
        void forEach(IntPredicate each) {
            int number = firstNumber;
            while (at < end) {
                number += read();
                if (!each.test(number)) {
                    return;
                }
            }
        }

        private int read() {
            int value = 0;
            int shift = 0;
            while (true) {
                byte next = postings[at++];
                value |= (next & 127) << shift;
                if (next >= 0) {
                    return value;
                }
                shift += 7;
            }
        }
    }

    /** The contents of one trigram in a block, as distances to the segment's first number; null if the block has not got it. */
    static @Nullable BitSet find(int wanted, int firstTrigram, byte[] postings, int firstNumber) {
        var reader = new Reader(firstTrigram, postings, firstNumber);
        while (reader.next() && reader.trigram() <= wanted) {
            if (reader.trigram() == wanted) {
                BitSet found = new BitSet();
                reader.addTo(found, firstNumber);
                return found;
            }
        }
        return null;
    }
}
