package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveStreamTest {

    private static final String EMPTY = "0005\u0001";
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    @Test
    void sendsEmptyPacketsWhileNothingElseIsSent() throws IOException {
        try (KeepAliveStream kept = new KeepAliveStream(answer, OFTEN)) {
            kept.write(bytes("000dpackfile\n"));
            kept.sideBandBegins();

            await().untilAsserted(() -> assertThat(text()).startsWith("000dpackfile\n" + EMPTY + EMPTY));
        }
    }

    @Test
    void sendsNothingBeforeTheSideBandBegins() throws Exception {
        try (KeepAliveStream kept = new KeepAliveStream(answer, Duration.ZERO)) {
            kept.write(bytes("0008NAK\n"));

            assertThat(text()).isEqualTo("0008NAK\n");
        }
    }

    @Test
    void waitsForTheEndOfAPacketThatIsBeingSent() throws IOException {
        try (KeepAliveStream kept = new KeepAliveStream(answer, OFTEN)) {
            kept.sideBandBegins();
            await().untilAsserted(() -> assertThat(text()).contains(EMPTY));
            kept.write(bytes("00"));
            int cut = answer.size();
            await().during(OFTEN.multipliedBy(5))
                    .untilAsserted(() -> assertThat(answer.size()).isEqualTo(cut));
            kept.write(bytes("0b\u0001abc"));
            await().during(OFTEN.multipliedBy(5))
                    .untilAsserted(() -> assertThat(answer.size()).isEqualTo(cut + 6));
            kept.write(bytes("def"));

            await().untilAsserted(() -> assertThat(text()).contains("000b\u0001abcdef" + EMPTY));
        }
    }

    @Test
    void reportsToThePackingThreadThatTheClientHasDisconnected() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("left");
            }
        };
        try (KeepAliveStream kept = new KeepAliveStream(broken, Duration.ZERO)) {
            kept.sideBandBegins();

            assertThatThrownBy(() -> kept.write(bytes("0000")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("left");
        }
    }

    @Test
    void isSilentOnceItIsClosed() throws IOException {
        try (KeepAliveStream kept = new KeepAliveStream(answer, OFTEN)) {
            kept.sideBandBegins();
            await().untilAsserted(() -> assertThat(text()).contains(EMPTY));
        }
        int size = answer.size();

        await().during(OFTEN.multipliedBy(5))
                .untilAsserted(() -> assertThat(answer.size()).isEqualTo(size));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String text() {
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}
