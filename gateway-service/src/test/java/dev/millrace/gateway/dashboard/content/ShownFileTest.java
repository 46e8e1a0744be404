package dev.millrace.gateway.dashboard.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownFileTest {

    private static final byte[] LONG = IntStream.rangeClosed(1, 2_500)
            .mapToObj(number -> "line " + number + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({
        "1,      1, 1000, 0,    1001",
        "1001, 1001, 2000, 1,    2001",
        "2001, 2001, 2500, 1001, 0",
        "900,   900, 1899, 1,    1900",
        "-7,      1, 1000, 0,    1001",
        "9999,    1, 1000, 0,    1001"
    })
    void showsAPartWithThePartsAround(int from, int first, int last, int previous, int next) {
        ShownFile shown = ShownFile.of(LONG, from).orElseThrow();

        assertThat(shown.lines()).isEqualTo(2_500);
        assertThat(shown.first()).isEqualTo(first);
        assertThat(shown.last()).isEqualTo(last);
        assertThat(shown.previous()).isEqualTo(previous);
        assertThat(shown.next()).isEqualTo(next);
        assertThat(shown.shown().getFirst().text()).isEqualTo("line " + first);
    }

    @Test
    void showsNothingThatIsNotText() {
        assertThat(ShownFile.of(new byte[] {'a', 0, 'b'}, 1)).isEmpty();
        assertThat(ShownFile.of(new byte[0], 1).orElseThrow().shown()).isEmpty();
    }
}
