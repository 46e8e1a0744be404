package dev.millrace.ingest;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void hasDefaults() {
        IngestConfig config = ConfigFromValues.read(Map.of());

        assertThat(config.maxBody().asLongValue()).isEqualTo(26L * 1024 * 1024);
        assertThat(config.bodyMemory()).isEmpty();
        assertThat(config.bodies()).isEqualTo(512);
        assertThat(config.bodiesPerSender()).isEqualTo(128);
        assertThat(config.bodyDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.concurrency()).isEqualTo(10);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.keepBodies()).isEqualTo(Duration.ofDays(14));
        assertThat(config.keepGuids()).isEqualTo(Duration.ofDays(90));
        assertThat(config.keepDeadLetters()).isEqualTo(Duration.ofDays(30));
        assertThat(config.retentionInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.replay().rate()).isEqualTo(50);
    }

    @Test
    void readsEveryKey() {
        IngestConfig config = ConfigFromValues.read(Map.ofEntries(
                entry("millrace.ingest.max-body", "40M"),
                entry("millrace.ingest.body-memory", "200M"),
                entry("millrace.ingest.bodies", "20"),
                entry("millrace.ingest.bodies-per-sender", "5"),
                entry("millrace.ingest.body-deadline", "4S"),
                entry("millrace.ingest.concurrency", "3"),
                entry("millrace.ingest.acquire-timeout", "2S"),
                entry("millrace.ingest.keep-bodies", "1D"),
                entry("millrace.ingest.keep-guids", "30D"),
                entry("millrace.ingest.keep-dead-letters", "3D"),
                entry("millrace.ingest.retention-interval", "2H"),
                entry("millrace.ingest.replay.rate", "7")));

        assertThat(config.maxBody().asLongValue()).isEqualTo(40L * 1024 * 1024);
        assertThat(config.bodyMemory())
                .hasValueSatisfying(size -> assertThat(size.asLongValue()).isEqualTo(200L * 1024 * 1024));
        assertThat(config.bodies()).isEqualTo(20);
        assertThat(config.bodiesPerSender()).isEqualTo(5);
        assertThat(config.bodyDeadline()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.concurrency()).isEqualTo(3);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.keepBodies()).isEqualTo(Duration.ofDays(1));
        assertThat(config.keepGuids()).isEqualTo(Duration.ofDays(30));
        assertThat(config.keepDeadLetters()).isEqualTo(Duration.ofDays(3));
        assertThat(config.retentionInterval()).isEqualTo(Duration.ofHours(2));
        assertThat(config.replay().rate()).isEqualTo(7);
    }
}
