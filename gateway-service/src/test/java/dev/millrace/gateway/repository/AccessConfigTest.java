package dev.millrace.gateway.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class AccessConfigTest {

    @Test
    void hasDefaults() {
        AccessConfig config = config(Map.of());

        assertThat(config.checkEnabled()).isTrue();
        assertThat(new CheckLimits(config).interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(new CheckLimits(config).staleAfter()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void readsEveryKey() {
        AccessConfig config = config(Map.of(
                "millrace.access.check-enabled", "false",
                "millrace.access.check-interval", "PT1M",
                "millrace.access.stale-after", "PT2M"));

        assertThat(config.checkEnabled()).isFalse();
        assertThat(new CheckLimits(config).interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(new CheckLimits(config).staleAfter()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void rejectsTimesWithWhichNothingWouldCount() {
        assertThatThrownBy(() -> new CheckLimits(config(Map.of("millrace.access.stale-after", "PT19M"))))
                .hasMessageStartingWith("millrace.access.stale-after is PT19M");
        assertThatThrownBy(() -> new CheckLimits(config(Map.of("millrace.access.check-interval", "PT0S"))))
                .hasMessageStartingWith("millrace.access.check-interval is PT0S");
    }

    private static AccessConfig config(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withDefaultValues(given)
                .withMapping(AccessConfig.class)
                // as Quarkus reads "10M"
                .withConverter(Duration.class, 300, new DurationConverter())
                .build()
                .getConfigMapping(AccessConfig.class);
    }
}
