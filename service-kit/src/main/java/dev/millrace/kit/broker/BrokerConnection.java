package dev.millrace.kit.broker;

import java.util.HashMap;
import java.util.Map;

/**
 * Address of the broker and how to authenticate there: everything in the configuration that begins with
 * {@code kafka.bootstrap.servers}, {@code kafka.security.}, {@code kafka.sasl.} and {@code kafka.ssl.}. The messaging
 * connector uses the same keys. {@link #toString} shows the address only.
 */
public final class BrokerConnection {

    private static final String ADDRESS = "bootstrap.servers";
    /** A Quarkus setting, read by its {@code ssl.engine.factory.class}. */
    private static final String TLS = "tls-configuration-name";

    private final Map<String, Object> settings = new HashMap<>();

    /** @param configured settings of Kafka clients, without the prefix {@code kafka.}; others are ignored */
    public BrokerConnection(Map<String, Object> configured) {
        configured.forEach((name, value) -> {
            if (name.equals(ADDRESS)
                    || name.equals(TLS)
                    || name.startsWith("security.")
                    || name.startsWith("sasl.")
                    || name.startsWith("ssl.")) {
                settings.put(name, value);
            }
        });
    }

    /** A broker without authentication, {@code host:port}. */
    public static BrokerConnection to(String address) {
        return new BrokerConnection(Map.of(ADDRESS, address));
    }

    /** Settings of a client that connects here. */
    public Map<String, Object> with(Map<String, ?> client) {
        var all = new HashMap<String, Object>(settings);
        all.putAll(client);
        return all;
    }

    @Override
    public String toString() {
        return String.valueOf(settings.get(ADDRESS));
    }
}
