package dev.millrace.git.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PostingsBlockTest {

    private static final int FIRST = 1_000_000;

    @Test
    void readsWhatWasWritten() {
        var random = new Random(3);
        Map<Integer, BitSet> expected = new TreeMap<>();
        var pending = new PendingPostings(100_000);
        for (int content = 0; content < 300; content++) {
            int[] trigrams = random.ints(200, 0, 1 << 24)
                    .map(i -> i % 5_000 * 1_000)
                    .distinct()
                    .sorted()
                    .toArray();
            pending.add(content, trigrams);
            for (int trigram : trigrams) {
                expected.computeIfAbsent(trigram, one -> new BitSet()).set(content);
            }
        }
        Map<Integer, byte[]> blocks = new TreeMap<>();

        pending.writeTo(new PostingsBlock.Writer(FIRST, blocks::put), content -> FIRST + content);

        assertThat(blocks).hasSizeGreaterThan(3);
        Map<Integer, BitSet> read = new TreeMap<>();
        for (var block : blocks.entrySet()) {
            var reader = new PostingsBlock.Reader(block.getKey(), block.getValue(), FIRST);
            while (reader.next()) {
                BitSet found = new BitSet();
                reader.addTo(found, FIRST);
                read.put(reader.trigram(), found);
            }
        }
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void findsOneTrigram() {
        Map<Integer, byte[]> blocks = new TreeMap<>();
        var writer = new PostingsBlock.Writer(FIRST, blocks::put);
        writer.add(5, FIRST);
        writer.add(5, FIRST + 200);
        writer.add(9, FIRST + 1);
        writer.end();
        byte[] postings = blocks.values().iterator().next();

        assertThat(PostingsBlock.find(5, 5, postings, FIRST).stream()).containsExactly(0, 200);
        assertThat(PostingsBlock.find(9, 5, postings, FIRST).stream()).containsExactly(1);
        assertThat(PostingsBlock.find(7, 5, postings, FIRST)).isNull();
        assertThat(PostingsBlock.find(10, 5, postings, FIRST)).isNull();
    }
}
