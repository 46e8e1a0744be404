package dev.millrace.gateway.route;

import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Comparator;
import java.util.List;

/** Where the health and the metrics of each instance of a service are. No request from outside is forwarded there. */
@ApplicationScoped
public class ManagementAddresses {

    private final ServiceInstances instances;
    private final UpstreamAddresses addresses;

    ManagementAddresses(ServiceInstances instances, UpstreamAddresses addresses) {
        this.instances = instances;
        this.addresses = addresses;
    }

    /** One address for each instance, {@code http://host:port}; never empty. The instances of a service have the same port. */
    public List<URI> of(Upstream upstream) {
        int port = ServiceInstances.port(addresses.management(upstream));
        return instances.of(upstream).inOrder().stream()
                .map(SocketAddress::host)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .map(host -> URI.create("http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port)))
                .toList();
    }
}
