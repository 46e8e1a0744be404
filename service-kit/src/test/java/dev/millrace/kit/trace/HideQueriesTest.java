package dev.millrace.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HideQueriesTest {

    @Test
    void leavesNoQueryInASpan() {
        try (var provider = SdkTracerProvider.builder()
                .addSpanProcessor(new HideQueries())
                .addSpanProcessor(new RecordedSpans())
                .build()) {
            provider.get("test")
                    .spanBuilder("hide")
                    .setAttribute("url.path", "/path")
                    .setAttribute("url.query", "token=secret")
                    .setAttribute("url.full", "https://user:secret@forge.test/path?token=secret")
                    .startSpan()
                    .end();
        }

        assertThat(RecordedSpans.named("hide").getLast().getAttributes().asMap().toString())
                .contains("url.path=/path", "url.query=hidden", "url.full=https://forge.test/path")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8081/a/b, http://127.0.0.1:8081/a/b",
        "http://127.0.0.1/a@b, http://127.0.0.1/a@b",
        "http://127.0.0.1/a#b, http://127.0.0.1/a",
        "http://u@h/?x=@, http://h/"
    })
    void keepsTheRestOfAnAddress(String address, String kept) {
        assertThat(HideQueries.withoutQuery(address)).isEqualTo(kept);
    }
}
