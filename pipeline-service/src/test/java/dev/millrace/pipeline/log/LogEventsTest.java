package dev.millrace.pipeline.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.pipeline.build.RunState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogEventsTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final LogEvents events = new LogEvents(sent, new ObjectMapper(), () -> false);

    @Test
    void writesOutputInOneLineWhateverItHolds() throws IOException {
        events.output("a\nb\r\u0000\u001b[1m\"ü\u2028", 17);

        assertThat(sent())
                .isEqualTo("id: 17\nevent: output\n" + "data: {\"text\":\"a\\nb\\r\\u0000\\u001B[1m\\\"ü\u2028\"}\n\n");
    }

    @Test
    void endsWithTheStateOfTheJob() throws IOException {
        events.begin();
        events.quiet();
        events.end(RunState.TIMED_OUT, 20);

        assertThat(sent())
                .isEqualTo(
                        "retry: 2000\n\n: nothing new\n\n" + "id: 20\nevent: end\ndata: {\"state\":\"timed_out\"}\n\n");
    }

    private String sent() {
        return sent.toString(UTF_8);
    }
}
