package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void hasDefaults() {
        IngestConfig config = ConfigFromValues.read(Map.of());

        assertThat(config.github().secrets()).isEmpty();
        assertThat(config.maxBody().asLongValue()).isEqualTo(26L * 1024 * 1024);
        assertThat(config.bodyMemory()).isEmpty();
        assertThat(config.concurrency()).isEqualTo(10);
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.keepBodies()).isEqualTo(Duration.ofDays(14));
        assertThat(config.keepGuids()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void readsEveryKey() {
        IngestConfig config = ConfigFromValues.read(Map.of(
                "millrace.ingest.github.secrets", "new,old",
                "millrace.ingest.max-body", "40M",
                "millrace.ingest.body-memory", "200M",
                "millrace.ingest.concurrency", "3",
                "millrace.ingest.patience", "2S",
                "millrace.ingest.keep-bodies", "1D",
                "millrace.ingest.keep-guids", "30D"));

        assertThat(config.github().secrets())
                .hasValueSatisfying(secrets -> assertThat(secrets).containsExactly("new", "old"));
        assertThat(config.maxBody().asLongValue()).isEqualTo(40L * 1024 * 1024);
        assertThat(config.bodyMemory())
                .hasValueSatisfying(size -> assertThat(size.asLongValue()).isEqualTo(200L * 1024 * 1024));
        assertThat(config.concurrency()).isEqualTo(3);
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.keepBodies()).isEqualTo(Duration.ofDays(1));
        assertThat(config.keepGuids()).isEqualTo(Duration.ofDays(30));
    }
}
