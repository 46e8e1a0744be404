package dev.millrace.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.loop.Effects.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectsTest {

    @Test
    void countsWhatIsMissingAndWhatIsThereTwice() {
        Kind kind = Kind.of(List.of("a", "b", "c", "d"), Map.of("a", 1, "b", 3, "d", 0, "foreign", 9));

        assertThat(kind).isEqualTo(new Kind(4, 2, 2));
    }

    @Test
    void addsUpAllKinds() {
        var count = new Effects.Count(Map.of("one", new Kind(4, 2, 0), "two", new Kind(4, 1, 5)));

        assertThat(count.lost()).isEqualTo(3);
        assertThat(count.duplicated()).isEqualTo(5);
    }
}
