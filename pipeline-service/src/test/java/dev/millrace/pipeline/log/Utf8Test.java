package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void cutsBeforeACharacterThatIsNotComplete() {
        byte[] bytes = "aü€😀".getBytes(UTF_8);

        assertThat(new int[] {
                    cut(bytes, 1),
                    cut(bytes, 2),
                    cut(bytes, 3),
                    cut(bytes, 4),
                    cut(bytes, 5),
                    cut(bytes, 6),
                    cut(bytes, 7),
                    cut(bytes, 8),
                    cut(bytes, 9),
                    cut(bytes, 10)
                })
                .containsExactly(1, 1, 3, 3, 3, 6, 6, 6, 6, 10);
    }

    @Test
    void cutsWhatIsNotUtf8Anywhere() {
        byte[] bytes = {'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};

        assertThat(cut(bytes, 5)).isEqualTo(5);
        assertThat(cut(bytes, 0)).isZero();
    }

    private static int cut(byte[] bytes, int most) {
        return Utf8.wholeCharacters(bytes, most);
    }
}
