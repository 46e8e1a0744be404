package dev.millrace.bench.platform;

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

        assertThat(recorder.duplicates()).isEmpty();
        assertThat(recorder.received()).isEqualTo(2);
        assertThat(recorder.distinct()).isOne();
    }

    @Test
    void noticesAnIdWithTwoMeanings() throws IOException {
        recorder.remember("a", "push", push(NOTHING, FIRST));
        recorder.remember("a", "push", push(FIRST, SECOND));

        assertThat(recorder.duplicates()).hasSize(1);
    }

    @Test
    void noticesAMoveThatIsReportedUnderTwoIds() throws IOException {
        recorder.remember("a", "push", push(NOTHING, FIRST));
        recorder.remember("b", "push", push(NOTHING, FIRST));

        assertThat(recorder.duplicates()).hasSize(1);
    }

    @Test
    void noticesASyncThatIsReportedUnderTwoIds() throws IOException {
        recorder.remember("a", "repo.sync.started", sync("10:00:00Z", 1));
        recorder.remember("b", "repo.sync.succeeded", sync("10:00:00Z", 1));
        recorder.remember("c", "repo.sync.started", sync("10:00:01Z", 2));

        assertThat(recorder.duplicates()).isEmpty();

        recorder.remember("d", "repo.sync.succeeded", sync("10:00:00Z", 2));

        assertThat(recorder.duplicates()).hasSize(1);
    }

    @Test
    void noticesAMoveThatWasNotReported() throws IOException {
        recorder.remember("b", "push", push(FIRST, SECOND));

        assertThat(recorder.gaps(Map.of("refs/heads/main", SECOND))).containsExactly("refs/heads/main");

        recorder.remember("a", "push", push(NOTHING, FIRST));

        assertThat(recorder.gaps(Map.of("refs/heads/main", SECOND))).isEmpty();
        assertThat(recorder.gaps(Map.of("refs/heads/other", SECOND))).containsExactly("refs/heads/other");
    }

    private static String sync(String startedAt, int count) {
        return """
                {"repository": {"id": "r"}, "started_at": "%s", "run_count": %d}
                """.formatted(startedAt, count);
    }

    private static String push(String before, String after) {
        return """
                {"ref": "refs/heads/main", "before": "%s", "after": "%s"}
                """.formatted(before, after);
    }
}
