package dev.millrace.githttp.lfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LfsConfigTest {

    @Test
    void hasDefaults() {
        LfsConfig config = config(Map.of());

        assertThat(config.maxObject().asLongValue()).isEqualTo(4L << 30);
        assertThat(config.maxBatch()).isEqualTo(1000);
        assertThat(config.maxRepository()).isEmpty();
        assertThat(config.concurrency()).isEqualTo(64);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.deadline()).isEqualTo(Duration.ofHours(6));
        assertThat(config.stall()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.garbageCollectionInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(config.uploadsKept()).isEqualTo(Duration.ofHours(24));
        assertThat(config.deletedKept()).isEqualTo(Duration.ofDays(14));
    }

    @Test
    void readsEveryKey() {
        LfsConfig config = config(Map.of(
                "millrace.git-http.lfs.max-object", "1M",
                "millrace.git-http.lfs.max-batch", "7",
                "millrace.git-http.lfs.max-repository", "2M",
                "millrace.git-http.lfs.concurrency", "3",
                "millrace.git-http.lfs.acquire-timeout", "PT1S",
                "millrace.git-http.lfs.deadline", "PT2S",
                "millrace.git-http.lfs.stall", "PT3S",
                "millrace.git-http.lfs.garbage-collection-interval", "PT4S",
                "millrace.git-http.lfs.uploads-kept", "PT5S",
                "millrace.git-http.lfs.deleted-kept", "PT6S"));

        assertThat(config.maxObject().asLongValue()).isEqualTo(1 << 20);
        assertThat(config.maxBatch()).isEqualTo(7);
        assertThat(config.maxRepository().map(MemorySize::asLongValue)).contains(2L << 20);
        assertThat(config.concurrency()).isEqualTo(3);
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.stall()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.garbageCollectionInterval()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.uploadsKept()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.deletedKept()).isEqualTo(Duration.ofSeconds(6));
    }

    /** The server closes the connection after that time, and no response can be sent any more. */
    @Test
    void stallsEndBeforeTheServerStopsReading() throws IOException { // #9.25
        var properties = new Properties();
        try (var in = LfsConfig.class.getResourceAsStream("/application.properties")) {
            properties.load(in);
        }
        Duration readTimeout = Duration.parse("PT" + properties.getProperty("quarkus.http.read-timeout"));

        // it is checked once a second
        assertThat(config(Map.of()).stall()).isLessThan(readTimeout.minusSeconds(5));
    }

    private static LfsConfig config(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(given)
                .withMapping(LfsConfig.class)
                .build()
                .getConfigMapping(LfsConfig.class);
    }
}
