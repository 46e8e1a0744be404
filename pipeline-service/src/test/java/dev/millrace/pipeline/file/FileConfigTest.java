package dev.millrace.pipeline.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileConfigTest {

    @Test
    void keepsNothingByDefaultAndLittleOfEachJob() {
        FileConfig config = read(Map.of());

        assertThat(config.storage()).isEqualTo(FileConfig.Storage.NONE);
        assertThat(config.artifactSize().asLongValue()).isEqualTo(1L << 30);
        assertThat(config.artifactFiles()).isEqualTo(20_000);
        assertThat(config.buildSize().asLongValue()).isEqualTo(5L << 30);
        assertThat(config.artifactRetention()).isEqualTo(Duration.ofDays(30));
        assertThat(config.cacheSize().asLongValue()).isEqualTo(2L << 30);
        assertThat(config.cacheFiles()).isEqualTo(200_000);
        assertThat(config.repositoryCaches().asLongValue()).isEqualTo(10L << 30);
        assertThat(config.cacheRetention()).isEqualTo(Duration.ofDays(14));
    }

    @Test
    void readsEveryKey() {
        FileConfig config = read(Map.of(
                "millrace.pipeline.files.storage", "objects",
                "millrace.pipeline.files.artifact-size", "1M",
                "millrace.pipeline.files.artifact-files", "2",
                "millrace.pipeline.files.build-size", "3M",
                "millrace.pipeline.files.artifact-retention", "4d",
                "millrace.pipeline.files.cache-size", "5M",
                "millrace.pipeline.files.cache-files", "6",
                "millrace.pipeline.files.repository-caches", "7M",
                "millrace.pipeline.files.cache-retention", "8d"));

        assertThat(config.storage()).isEqualTo(FileConfig.Storage.OBJECTS);
        assertThat(config.artifactSize().asLongValue()).isEqualTo(1L << 20);
        assertThat(config.artifactFiles()).isEqualTo(2);
        assertThat(config.buildSize().asLongValue()).isEqualTo(3L << 20);
        assertThat(config.artifactRetention()).isEqualTo(Duration.ofDays(4));
        assertThat(config.cacheSize().asLongValue()).isEqualTo(5L << 20);
        assertThat(config.cacheFiles()).isEqualTo(6);
        assertThat(config.repositoryCaches().asLongValue()).isEqualTo(7L << 20);
        assertThat(config.cacheRetention()).isEqualTo(Duration.ofDays(8));
    }

    private static FileConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(FileConfig.class)
                .build()
                .getConfigMapping(FileConfig.class);
    }
}
