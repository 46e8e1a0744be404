package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardConfigTest {

    @Test
    void hasDefaults() {
        ForwardConfig config = read(ForwardConfig.class, Map.of());

        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.settle()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.connections()).isEqualTo(64);
    }

    @Test
    void readsEveryKey() {
        ForwardConfig config = read(
                ForwardConfig.class,
                Map.of(
                        "millrace.git-http.forward.connect-timeout", "PT1S",
                        "millrace.git-http.forward.idle-timeout", "PT2S",
                        "millrace.git-http.forward.settle", "PT3S",
                        "millrace.git-http.forward.connections", "4"));

        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.settle()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.connections()).isEqualTo(4);
    }

    private static <T> T read(Class<T> mapping, Map<String, String> given) {
        var builder = new SmallRyeConfigBuilder().withDefaultValues(given).withMapping(mapping);
        // as Quarkus reads "3S"
        builder.withConverter(Duration.class, 300, new DurationConverter());
        return builder.build().getConfigMapping(mapping);
    }
}
