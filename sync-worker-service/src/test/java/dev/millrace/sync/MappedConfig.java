package dev.millrace.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Configuration of a feature, for tests without the service. */
public final class MappedConfig {

    private MappedConfig() {}

    /** The mapping with these values; durations in the form {@code 2M}. */
    public static <T> T read(Map<String, String> values, Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(new HashMap<>(values), "test", 1))
                .withConverter(MemorySize.class, 300, new MemorySizeConverter())
                .withConverter(Duration.class, 300, text -> Duration.parse("PT" + text))
                .build()
                .getConfigMapping(mapping);
    }
}
