package dev.millrace.standalone.platform;

import dev.millrace.standalone.infrastructure.DatabaseAddress;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Addresses of the parts of a running platform.
 *
 * @param publicUrl external address of the gateway, without a trailing slash
 * @param database the database
 * @param kafka the broker, {@code host:port}
 * @param services root of the HTTP interface of each running service, as reached from this machine
 * @param management root of its health and metrics
 */
public record Addresses(
        String publicUrl,
        DatabaseAddress database,
        String kafka,
        Map<Service, URI> services,
        Map<Service, URI> management) {

    public Addresses {
        services = new EnumMap<>(services);
        management = new EnumMap<>(management);
    }

    /** Root of a service's HTTP interface. */
    public URI of(Service service) {
        return Optional.ofNullable(services.get(service)).orElseThrow();
    }

    /** Root of a service's health and metrics. */
    public URI management(Service service) {
        return Optional.ofNullable(management.get(service)).orElseThrow();
    }

    /**
     * The addresses as a file for other programs; see {@code run/platform.properties}. It contains the database
     * password; the platform adds a read-only credential for Kafka.
     */
    Properties toProperties() {
        var facts = new Properties();
        facts.setProperty("public-url", publicUrl);
        facts.setProperty("database-url", database.url());
        facts.setProperty("database-user", database.user());
        facts.setProperty("database-password", database.password());
        facts.setProperty("kafka", kafka);
        services.forEach((service, address) -> facts.setProperty(service.processName() + "-url", address.toString()));
        management.forEach(
                (service, address) -> facts.setProperty(service.processName() + "-management-url", address.toString()));
        return facts;
    }
}
