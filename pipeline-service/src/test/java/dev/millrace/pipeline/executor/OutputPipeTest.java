package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutputPipeTest {

    private final OutputPipe pipe = new OutputPipe();

    @Test
    void passesAllBytesInTheirOrder() throws Exception {
        byte[] bytes = new byte[1_000_003];
        new Random(1).nextBytes(bytes);
        Thread writer = Thread.ofVirtual().start(() -> {
            writeAll(bytes);
            pipe.end();
        });

        var read = new ByteArrayOutputStream();
        pipe.transferTo(read);

        writer.join();
        assertThat(read.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void letsAWriterWaitForItsReader() throws Exception {
        Thread writer = Thread.ofVirtual().start(() -> writeAll(new byte[200_000]));
        await().until(() -> writer.getState() == Thread.State.WAITING);

        assertThat(pipe.readNBytes(200_000)).hasSize(200_000);

        assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void keepsWhatItHasAndDropsTheRestOnceReleased() throws Exception {
        Thread writer = Thread.ofVirtual().start(() -> writeAll(new byte[200_000]));
        await().until(() -> writer.getState() == Thread.State.WAITING);

        pipe.release();
        writer.join();
        pipe.end();

        assertThat(pipe.readAllBytes()).hasSize(64 * 1024);
    }

    @Test
    void heldInputEndsWhenItIsClosed() throws Exception {
        var input = new HeldInput(new byte[] {1, 2});
        assertThat(input.readNBytes(2)).containsExactly(1, 2);
        var reader = new Thread(() -> assertThat(readOne(input)).isEqualTo(-1));
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);

        input.close();

        reader.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(reader.isAlive()).isFalse();
    }

    private void writeAll(byte[] bytes) {
        try {
            pipe.write(bytes);
        } catch (InterruptedIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int readOne(HeldInput input) {
        try {
            return input.read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
