package dev.millrace.git.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class RetentionConfigTest {

    @Test
    void keepsFilesADayAndHistoryLonger() {
        assertThat(RetentionConfig.from(config(Map.of())))
                .isEqualTo(new RetentionConfig(
                        Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(7), Duration.ofDays(90)));
    }

    @Test
    void readsEverySetting() {
        var settings = Map.of(
                "millrace.git.retention.packs", "PT1H",
                "millrace.git.retention.uploads", "PT2H",
                "millrace.git.retention.pushes", "PT3H",
                "millrace.git.retention.ref-log", "PT4H");

        assertThat(RetentionConfig.from(config(settings)))
                .isEqualTo(new RetentionConfig(
                        Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(3), Duration.ofHours(4)));
    }

    @Test
    void refusesToKeepNothing() {
        assertThatThrownBy(() -> RetentionConfig.from(config(Map.of("millrace.git.retention.packs", "PT0S"))))
                .hasMessageContaining("millrace.git.retention.packs");
    }

    private static Config config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
    }
}
