package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookRecorderTest {

    private static final String NOTHING = "0".repeat(40);
    private static final String FIRST = "1".repeat(40);
    private static final String SECOND = "2".repeat(40);

    private WebhookRecorder recorder;

    @BeforeEach
    void listen() throws IOException {
        recorder = WebhookRecorder.start();
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void takesRepetitionsForWhatTheyAre() throws IOException {
        recorder.remember("a", "push", push(NOTHING, FIRST));
        recorder.remember("a", "push", push(NOTHING, FIRST));

        assertThat(recorder.conflicts()).isZero();
        assertThat(recorder.received()).isEqualTo(2);
        assertThat(recorder.distinct()).isOne();
    }

    @Test
    void noticesAnIdThatTellsTwoThings() throws IOException {
        recorder.remember("a", "push", push(NOTHING, FIRST));
        recorder.remember("a", "push", push(FIRST, SECOND));

        assertThat(recorder.conflicts()).isOne();
    }

    @Test
    void noticesAMoveThatIsToldUnderTwoIds() throws IOException {
        recorder.remember("a", "push", push(NOTHING, FIRST));
        recorder.remember("b", "push", push(NOTHING, FIRST));

        assertThat(recorder.conflicts()).isOne();
    }

    @Test
    void noticesAMoveThatWasNotTold() throws IOException {
        recorder.remember("b", "push", push(FIRST, SECOND));

        assertThat(recorder.gaps(Map.of("refs/heads/main", SECOND))).isOne();

        recorder.remember("a", "push", push(NOTHING, FIRST));

        assertThat(recorder.gaps(Map.of("refs/heads/main", SECOND))).isZero();
        assertThat(recorder.gaps(Map.of("refs/heads/other", SECOND))).isOne();
    }

    private static String push(String before, String after) {
        return """
                {"ref": "refs/heads/main", "before": "%s", "after": "%s"}
                """.formatted(before, after);
    }
}
