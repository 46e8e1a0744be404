package dev.millrace.sync.outbound;

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

class SteadyStreamTest {

    private static final byte[] NOTHING = {};
    private static final byte[] BEGINNING = {'P', 'A', 'C', 'K'};
    private static final Duration WINDOW = Duration.ofSeconds(1);

    @Test
    void endsASenderThatDrips() {
        var stream = new SteadyStream(new Drip(100, 3_000), WINDOW, 1_000, NOTHING);

        assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("too slow");
    }

    @Test
    void waitsForASenderThatIsFastEnough() throws IOException {
        var stream = new SteadyStream(new Drip(10, 130), WINDOW, 20, NOTHING);

        assertThat(stream.readAllBytes()).hasSize(130);
    }

    @Test
    void waitsForASenderThatHasNotBegun() throws IOException {
        var stream = new SteadyStream(new Drip(100, 12), WINDOW, 1_000, BEGINNING);

        assertThat(stream.readAllBytes()).hasSize(12);
    }

    @Test
    void doesNotWaitAnyMoreOnceASenderHasBegun() {
        var said = new ByteArrayInputStream("xPxPAxPACK".getBytes(StandardCharsets.US_ASCII));
        var stream = new SteadyStream(new SequenceInputStream(said, new Drip(100, 3_000)), WINDOW, 1_000, BEGINNING);

        assertThatThrownBy(stream::readAllBytes).hasMessageContaining("too slow");
    }

    /** Gives one byte after each pause. */
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
