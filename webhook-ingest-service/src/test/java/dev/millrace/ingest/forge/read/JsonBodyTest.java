package dev.millrace.ingest.forge.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonBodyTest {

    @Test
    void replacesNulsWhichPostgresqlRefuses() {
        JsonBody body = JsonBody.parse("{\"title\":\"a\\u0000b\"}".getBytes(UTF_8));

        assertThat(body.text("title")).contains("a\uFFFDb");
    }
}
