package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LfsActionTest {

    @Test
    void keepsHeadersThatDoNotChangeTheFrameOfTheRequest() {
        Map<String, @Nullable String> header = new HashMap<>(Map.of(
                "Authorization", "RemoteAuth x",
                "Host", "other.test",
                "content-length", "7",
                "Bad Name", "x",
                "X-Split", "a\r\nHost: other.test"));
        header.put("X-Null", null);

        assertThat(LfsAction.of("https://store.test/o/1", header))
                .get()
                .extracting(LfsAction::headers)
                .isEqualTo(Map.of("Authorization", "RemoteAuth x"));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"file:///etc/passwd", "/relative", "https:///nowhere", "https://store.test", "ht tp://x/y"})
    void rejectsAMalformedAddress(@Nullable String href) {
        assertThat(LfsAction.of(href, null)).isEmpty();
    }

    @Test
    void showsNoSignatureInItsTextForm() {
        assertThat(LfsAction.of("https://store.test/o?sig=s3cret", Map.of("Authorization", "s3cret")))
                .get()
                .hasToString("LfsAction[...]");
    }
}
