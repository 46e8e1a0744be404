package dev.millrace.insights.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.insights.metric.ActorClass;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void neverPutsAGreaterDurationInASmallerBin() {
        long[] micros = new Random(1)
                .longs(100_000, 0, 1L << 60)
                .map(value -> value >> (value % 59))
                .sorted()
                .toArray();

        int[] bins = Arrays.stream(micros).mapToInt(Codes::bin).toArray();

        assertThat(bins).isSorted();
        assertThat(Codes.bin(0)).isEqualTo(-1);
        assertThat(Codes.bin(1)).isZero();
        assertThat(Codes.bin(Long.MAX_VALUE)).isLessThan(Short.MAX_VALUE);
    }

    @Test
    void findsTheBinOfEachRank() {
        var histogram = new Histogram(Set.of(ActorClass.HUMAN));
        histogram.add(ActorClass.HUMAN, 0);
        histogram.add(ActorClass.HUMAN, 5_000_000);
        histogram.add(ActorClass.BOT, 6_000_000);
        histogram.add(
                ActorClass.HUMAN,
                ByteBuffer.allocate(12)
                        .putShort((short) Codes.bin(5_000_000))
                        .putInt(2)
                        .putShort((short) Codes.bin(90_000_000))
                        .putInt(1)
                        .array());

        assertThat(histogram.n()).isEqualTo(5);
        assertThat(histogram.place(0)).isEqualTo(new Histogram.Place(-1, 0));
        assertThat(histogram.place(3)).isEqualTo(new Histogram.Place(Codes.bin(5_000_000), 2));
        assertThat(histogram.place(4)).isEqualTo(new Histogram.Place(Codes.bin(90_000_000), 0));
        assertThat(histogram.authors().bot()).isEqualTo(1);
    }
}
