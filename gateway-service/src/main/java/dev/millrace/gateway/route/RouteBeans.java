package dev.millrace.gateway.route;

import dev.millrace.kit.address.HostLookup;
import dev.millrace.kit.http.GatewayToken;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class RouteBeans {

    /** How names of services are resolved: as the operating system does, in its order. */
    @Produces
    @Singleton
    @DefaultBean
    HostLookup serviceLookup() {
        return host -> List.of(InetAddress.getAllByName(host));
    }

    /**
     * What shows services that requests come through this gateway.
     *
     * @param keyFile the platform's private key, PKCS#8 PEM of an EC P-256 key; for gateway and pipeline only
     */
    @Produces
    @Singleton
    GatewayToken gatewayToken(
            @ConfigProperty(name = "millrace.platform.private-key-file") Optional<Path> keyFile, Clock clock) {
        return new GatewayToken(keyFile, clock);
    }
}
