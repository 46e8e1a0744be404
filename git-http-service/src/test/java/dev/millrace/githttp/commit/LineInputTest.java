package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineInputTest {

    private static LineInput input(String text) {
        return new LineInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsLinesAcrossBuffersAndLeavesBlankOnesOut() throws IOException {
        String large = "x".repeat(200_000);
        LineInput lines = input("a\n\r\n \nb\r\n" + large + "\nlast");

        assertThat(lines.next()).asString(StandardCharsets.UTF_8).isEqualTo("a");
        assertThat(lines.next()).asString(StandardCharsets.UTF_8).isEqualTo("b\r");
        assertThat(lines.next()).asString(StandardCharsets.UTF_8).isEqualTo(large);
        assertThat(lines.next()).asString(StandardCharsets.UTF_8).isEqualTo("last");
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void refusesALineThatIsTooLong() {
        LineInput lines = input("x".repeat(LineInput.LONGEST + 1));

        assertThatThrownBy(lines::next).isInstanceOf(MillraceException.class).hasMessageContaining("6291456");
    }
}
