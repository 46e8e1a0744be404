package dev.millrace.insights.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InsightsConfigTest {

    @Test
    void knowsWellKnownAgents() {
        assertThat(read(Map.of()).agents())
                .contains("copilot-swe-agent[bot]", "claude[bot]", "noreply@anthropic.com", "cursoragent@cursor.com");
    }

    @Test
    void readsEveryKey() {
        assertThat(read(Map.of("millrace.insights.agents", "robin[bot],robin@agents.example"))
                        .agents())
                .containsExactly("robin[bot]", "robin@agents.example");
    }

    private static InsightsConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(InsightsConfig.class)
                .build()
                .getConfigMapping(InsightsConfig.class);
    }
}
