package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnsiStripperTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("plain\n\ttext\n", "plain\n\ttext\n"),
                Arguments.of("\u001b[1;31mred\u001b[0m\n", "red\n"),
                Arguments.of("\u001b[38;5;208mx\u001b[K\u001b[2Ky", "xy"),
                Arguments.of("\u001b]0;title\u0007text", "text"),
                Arguments.of("\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\", "link"),
                Arguments.of("\u001bPq data\u001b\\after", "after"),
                Arguments.of("\u001b(Btext\u001b=", "text"),
                Arguments.of("10%\r20%\r\ndone\r", "10%\n20%\ndone\n"),
                Arguments.of("a\u0000b\u0007c\u0008d\u007f", "abcd"),
                Arguments.of("\u001b]never ends\nnext line", "\nnext line"),
                Arguments.of("\u001b[12\nnext", "\nnext"),
                Arguments.of("\u001b\u001b[1mx", "x"),
                Arguments.of("grüße 😀", "grüße 😀"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void leavesOutWhatATerminalDoesNotShow(String printed, String shown) throws IOException {
        byte[] bytes = printed.getBytes(UTF_8);

        assertThat(stripped(bytes, bytes.length)).isEqualTo(shown);
        assertThat(stripped(bytes, 1)).as("byte by byte").isEqualTo(shown);
    }

    private static String stripped(byte[] bytes, int piece) throws IOException {
        var out = new ByteArrayOutputStream();
        var stripper = new AnsiStripper(out);
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            stripper.write(part, part.length);
        }
        stripper.finish();
        return out.toString(UTF_8);
    }
}
