package dev.millrace.ingest;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Configuration without a running service. */
public final class ConfigFromValues {

    private ConfigFromValues() {}

    /** The configuration with these values and nothing else. */
    public static IngestConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(IngestConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(IngestConfig.class);
    }
}
