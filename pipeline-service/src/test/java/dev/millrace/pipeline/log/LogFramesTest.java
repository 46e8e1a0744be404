package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogFramesTest {

    private final List<byte[]> frames = new ArrayList<>();

    @Test
    void expandsEachFrameByItself() throws IOException {
        byte[] content = content(2 * LogFrames.FRAME_BYTES + 12_345);

        KeptLog log = frames(content, 100_000);

        assertThat(log.bytes()).isEqualTo(content.length);
        assertThat(frames).hasSize(3);
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            assertThat(log.compressedLengthOf(i)).isEqualTo(frames.get(i).length);
            all.writeBytes(LogFrames.expand(frames.get(i), log.lengthOf(i)));
        }
        assertThat(all.toByteArray()).isEqualTo(content);
        assertThat(log.frameEnds().getLast()).isLessThan(content.length / 2);
    }

    @Test
    void knowsTheLineAtTheBeginOfEachFrame() throws IOException {
        byte[] content = content(LogFrames.FRAME_BYTES + 500);

        KeptLog log = frames(content, 4096);

        assertThat(log.mark(10)).isEqualTo(new LineMark(0, 0));
        assertThat(log.mark(LogFrames.FRAME_BYTES))
                .isEqualTo(new LineMark(LogFrames.FRAME_BYTES, LineMark.count(content, LogFrames.FRAME_BYTES)));
    }

    @Test
    void keepsTheTailThatChecksShow() throws IOException {
        byte[] content = content(100_000);
        var writer = new LogFrames((number, frame) -> frames.add(frame));
        writer.write(content);

        assertThat(new String(content, UTF_8)).endsWith(new String(writer.tail(), UTF_8));
        assertThat(writer.tail()).hasSize(LogTail.MOST_BYTES);
    }

    @Test
    void hasNoFrameForAnEmptyLog() throws IOException {
        KeptLog log = frames(new byte[0], 10);

        assertThat(frames).isEmpty();
        assertThat(log.mark(0)).isEqualTo(new LineMark(0, 0));
    }

    @Test
    void noticesADamagedFrame() throws IOException {
        KeptLog log = frames(content(50_000), 50_000);
        byte[] frame = frames.getFirst();

        assertThatThrownBy(() -> LogFrames.expand(Arrays.copyOf(frame, frame.length / 2), log.lengthOf(0)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LogFrames.expand(frame, log.lengthOf(0) - 1)).isInstanceOf(IOException.class);
        frame[frame.length - 1] ^= 1;
        assertThatThrownBy(() -> LogFrames.expand(frame, log.lengthOf(0))).isInstanceOf(IOException.class);
    }

    private KeptLog frames(byte[] content, int piece) throws IOException {
        var writer = new LogFrames((number, frame) -> {
            assertThat(number).isEqualTo(frames.size());
            frames.add(frame);
        });
        for (int at = 0; at < content.length; at += piece) {
            writer.write(Arrays.copyOfRange(content, at, Math.min(content.length, at + piece)));
        }
        return writer.finish(UUID.randomUUID(), 0, Optional.empty());
    }

    private static byte[] content(int length) {
        var random = new Random(7);
        var text = new StringBuilder(length + 100);
        while (text.length() < length) {
            text.append("line ").append(random.nextInt(1000)).append(" of the build\n");
        }
        return text.substring(0, length).getBytes(UTF_8);
    }
}
