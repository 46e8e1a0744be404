package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPartsTest {

    private final List<List<Integer>> parts = new ArrayList<>();

    @Test
    void makesNoPartOfNothing() {
        cut(0, 1);

        assertThat(parts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 1_000, 1_001, 2_000, 2_500})
    void holdsAtMostAThousandItems(int count) {
        cut(count, 1);

        assertThat(parts).allSatisfy(part -> assertThat(part).hasSizeBetween(1, 1_000));
        assertThat(parts).flatExtracting(part -> part).hasSize(count).isSorted();
        assertThat(parts).hasSize((count + 999) / 1_000);
    }

    @Test
    void cutsByBytesToo() {
        cut(10, 300_000);

        assertThat(parts).extracting(List::size).containsExactly(2, 2, 2, 2, 2);
    }

    @Test
    void givesAnItemThatIsTooLongAPartOfItsOwn() {
        cut(3, 5_000_000);

        assertThat(parts).extracting(List::size).containsExactly(1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\"quoted\\", "\u0000\u0001\n\t", "größe", "漢字", "😀 ok", "\u2028"})
    void neverCountsATextTooShort(String text) throws IOException {
        assertThat(EventParts.jsonBytes(text))
                .isGreaterThanOrEqualTo(new ObjectMapper().writeValueAsBytes(text).length);
    }

    private void cut(int count, int bytes) {
        var cutter = new EventParts<Integer>(item -> bytes, (part, items) -> {
            assertThat(part).isEqualTo(parts.size());
            parts.add(List.copyOf(items));
        });
        IntStream.range(0, count).forEach(cutter::add);
        cutter.finish();
    }
}
