package dev.millrace.ingest.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconciliationConfigTest {

    @Test
    void hasDefaults() {
        ReconciliationConfig config = read(Map.of());

        assertThat(config.enabled()).isTrue();
        assertThat(config.grace()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.window()).isEqualTo(Duration.ofDays(3));
        assertThat(config.mostRefs()).isEqualTo(1_000);
    }

    @Test
    void readsEveryKey() {
        ReconciliationConfig config = read(Map.of(
                "millrace.ingest.reconciliation.enabled", "false",
                "millrace.ingest.reconciliation.grace", "30S",
                "millrace.ingest.reconciliation.window", "1D",
                "millrace.ingest.reconciliation.most-refs", "7"));

        assertThat(config.enabled()).isFalse();
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.window()).isEqualTo(Duration.ofDays(1));
        assertThat(config.mostRefs()).isEqualTo(7);
    }

    private static ReconciliationConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ReconciliationConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(ReconciliationConfig.class);
    }
}
