package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputEndTest {

    private final OutputEnd end = new OutputEnd(4);

    @Test
    void keepsEverythingThatFits() {
        add("ab");
        add("cd");

        assertThat(end.dropped()).isZero();
        assertThat(taken()).isEqualTo("abcd");
    }

    @Test
    void keepsTheLastBytesOfManyWrites() {
        for (char character = 'a'; character <= 'k'; character++) {
            add(String.valueOf(character));
        }

        assertThat(end.dropped()).isEqualTo(7);
        assertThat(taken()).isEqualTo("hijk");
    }

    @Test
    void keepsTheLastBytesOfOneLongWrite() {
        add("x");
        add("0123456789");

        assertThat(end.dropped()).isEqualTo(7);
        assertThat(taken()).isEqualTo("6789");
    }

    @Test
    void beginsAnewOnceItsBytesAreTaken() {
        add("abcdefgh");
        end.take();
        add("z");

        assertThat(end.dropped()).isZero();
        assertThat(taken()).isEqualTo("z");
    }

    @Test
    void countsWhatIsDroppedWhenNothingIsKept() {
        var none = new OutputEnd(0);

        none.add(new byte[3], 0, 3);

        assertThat(none.dropped()).isEqualTo(3);
        assertThat(none.take()).isEmpty();
    }

    private void add(String text) {
        byte[] bytes = ("--" + text).getBytes(UTF_8);
        end.add(bytes, 2, text.length());
    }

    private String taken() {
        return new String(end.take(), UTF_8);
    }
}
