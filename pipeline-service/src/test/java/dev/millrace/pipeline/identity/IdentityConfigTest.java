package dev.millrace.pipeline.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityConfigTest {

    @Test
    void hasTokensOfAnHourAndKeysOfAQuarter() {
        IdentityConfig config = read(Map.of());

        assertThat(config.lifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.keyLifetime()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void readsEveryKey() {
        IdentityConfig config = read(
                Map.of("millrace.pipeline.identity.lifetime", "5m", "millrace.pipeline.identity.key-lifetime", "10d"));

        assertThat(config.lifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.keyLifetime()).isEqualTo(Duration.ofDays(10));
    }

    private static IdentityConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(IdentityConfig.class)
                .build()
                .getConfigMapping(IdentityConfig.class);
    }
}
