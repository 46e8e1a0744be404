package dev.millrace.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactedHeadersTest {

    @Test
    void hidesWhatAuthenticatesACaller() {
        Map<String, String> shown = RedactedHeaders.of(Map.of(
                "x-gitlab-token", "s3cret",
                "x-hub-signature-256", "sha256=00",
                "Authorization", "Basic eDp5",
                "cookie", "a=b",
                "x-github-event", "push",
                "user-agent", "GitHub-Hookshot/044aadd"));

        assertThat(shown)
                .containsEntry("x-gitlab-token", RedactedHeaders.REDACTED)
                .containsEntry("x-hub-signature-256", RedactedHeaders.REDACTED)
                .containsEntry("Authorization", RedactedHeaders.REDACTED)
                .containsEntry("cookie", RedactedHeaders.REDACTED)
                .containsEntry("x-github-event", "push")
                .containsEntry("user-agent", "GitHub-Hookshot/044aadd");
    }
}
