package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MinRateStreamTest {

    private static final byte[] NOTHING = {};
    private static final byte[] BEGINNING = {'P', 'A', 'C', 'K'};
    private static final Duration WINDOW = Duration.ofSeconds(1);

    @Test
    void failsWhenTheSenderIsTooSlow() {
        var stream = new MinRateStream("forge", new Drip(100, 3_000), WINDOW, 1_000, NOTHING);

        assertThatThrownBy(stream::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("forge is too slow");
    }

    @Test
    void readsFromASenderThatIsFastEnough() throws IOException {
        var stream = new MinRateStream("forge", new Drip(10, 130), WINDOW, 20, NOTHING);

        assertThat(stream.readAllBytes()).hasSize(130);
    }

    @Test
    void allowsAnyRateBeforeTheStart() throws IOException {
        var stream = new MinRateStream("forge", new Drip(100, 12), WINDOW, 1_000, BEGINNING);

        assertThat(stream.readAllBytes()).hasSize(12);
    }

    @Test
    void holdsTheRateOnceTheStartWasSeen() {
        var sent = new ByteArrayInputStream("xPxPAxPACK".getBytes(StandardCharsets.US_ASCII));
        var stream = new MinRateStream(
                "forge", new SequenceInputStream(sent, new Drip(100, 3_000)), WINDOW, 1_000, BEGINNING);

        assertThatThrownBy(stream::readAllBytes).hasMessageContaining("forge is too slow");
    }

    /** Returns one byte after each pause. */
    private static final class Drip extends InputStream {

        private final long pauseMillis;
        private int left;

        Drip(long pauseMillis, int left) {
            this.pauseMillis = pauseMillis;
            this.left = left;
        }

        @Override
        public int read() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int value = read();
            if (value < 0) {
                return -1;
            }
            buffer[offset] = (byte) value;
            return 1;
        }
    }
}
