package dev.millrace.pipeline.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogTailTest {

    @Test
    void leavesColoursAndControlsOut() {
        assertThat(clean("\u001b[1;31mred\u001b[0m\u0000 bell\u0007\ttab\r\nnext"))
                .isEqualTo("red bell\ttab\nnext");
    }

    @Test
    void showsWhatIsNotUtf8AsReplacements() {
        assertThat(LogTail.clean(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\ufffdb");
    }

    @Test
    void keepsTheLastHundredLines() {
        String all = IntStream.rangeClosed(1, 250).mapToObj(String::valueOf).collect(Collectors.joining("\n"));

        assertThat(clean(all).lines()).hasSize(100).startsWith("151").endsWith("250");
    }

    private static String clean(String text) {
        return LogTail.clean(text.getBytes(StandardCharsets.UTF_8));
    }
}
