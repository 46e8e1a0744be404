package dev.millrace.kit.topic;

import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * The topics of the service's channels.
 *
 * @param names of all of them
 * @param required whether the service is not ready without one of them
 */
record ReadTopics(Set<String> names, boolean required) {

    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String TOPIC = ".topic";
    private static final String COUNTS = "health-readiness-enabled";

    ReadTopics {
        names = Set.copyOf(names);
    }

    static ReadTopics of(Config config) {
        boolean all = isTrue(config, "quarkus.messaging.health.enabled", true)
                && isTrue(config, "mp.messaging.connector.smallrye-kafka." + COUNTS, true);
        var names = new TreeSet<String>();
        boolean required = false;
        for (String key : config.getPropertyNames()) {
            if (key.startsWith(INCOMING) && key.endsWith(TOPIC)) {
                names.add(config.getValue(key, String.class));
                String channel = key.substring(0, key.length() - TOPIC.length() + 1);
                required |= isTrue(config, channel + COUNTS, all);
            }
        }
        return new ReadTopics(names, required);
    }

    private static boolean isTrue(Config config, String key, boolean otherwise) {
        return config.getOptionalValue(key, Boolean.class).orElse(otherwise);
    }
}
