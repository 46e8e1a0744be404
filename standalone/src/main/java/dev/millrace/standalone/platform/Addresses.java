package dev.millrace.standalone.platform;

import dev.millrace.standalone.infrastructure.DatabaseAddress;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the parts of a running platform are.
 *
 * @param publicUrl the gateway as the outside sees it, without a slash at its end
 * @param database the database
 * @param kafka the broker, {@code host:port}
 * @param ports port of each service that runs, on the loopback address
 */
public record Addresses(String publicUrl, DatabaseAddress database, String kafka, Map<Service, Integer> ports) {

    public Addresses {
        ports = new EnumMap<>(ports);
    }

    /** Root of a service's HTTP interface. */
    public URI of(Service service) {
        return URI.create(
                "http://127.0.0.1:" + Optional.ofNullable(ports.get(service)).orElseThrow());
    }

    /** The same as a file for other programs; see {@code run/platform.properties}. It holds the database password; the platform adds a login to Kafka that only reads. */
    Properties toProperties() {
        var facts = new Properties();
        facts.setProperty("public-url", publicUrl);
        facts.setProperty("database-url", database.url());
        facts.setProperty("database-user", database.user());
        facts.setProperty("database-password", database.password());
        facts.setProperty("kafka", kafka);
        ports.forEach((service, port) ->
                facts.setProperty(service.processName() + "-url", of(service).toString()));
        return facts;
    }
}
