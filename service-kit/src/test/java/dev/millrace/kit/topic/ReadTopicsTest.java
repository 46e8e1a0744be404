package dev.millrace.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadTopicsTest {

    private static final Map<String, String> TWO_CHANNELS = Map.of(
            "mp.messaging.incoming.git-updates.topic", "git.updates",
            "mp.messaging.incoming.forge-scm.topic", "forge.scm",
            "mp.messaging.outgoing.other.topic", "other");

    @Test
    void areThoseOfAllIncomingChannels() {
        assertThat(topics(Map.of())).isEqualTo(new ReadTopics(Set.of("git.updates", "forge.scm"), true));
    }

    @Test
    void areNotRequiredWhereNoChannelCountsForReadiness() {
        assertThat(topics(Map.of("quarkus.messaging.health.enabled", "false")).required())
                .isFalse();
        assertThat(topics(Map.of("mp.messaging.connector.smallrye-kafka.health-readiness-enabled", "false"))
                        .required())
                .isFalse();
    }

    @Test
    void areRequiredUnlessEveryChannelIsExcluded() {
        String first = "mp.messaging.incoming.git-updates.health-readiness-enabled";
        String second = "mp.messaging.incoming.forge-scm.health-readiness-enabled";

        assertThat(topics(Map.of(first, "false")).required()).isTrue();
        assertThat(topics(Map.of(first, "false", second, "false")).required()).isFalse();
    }

    private static ReadTopics topics(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(TWO_CHANNELS);
        all.putAll(more);
        return ReadTopics.of(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build());
    }
}
