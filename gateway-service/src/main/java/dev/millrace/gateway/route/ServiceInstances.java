package dev.millrace.gateway.route;

import dev.millrace.kit.address.HostLookup;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The instances of all services. Their names are resolved again every two seconds. */
@ApplicationScoped
class ServiceInstances {

    private static final long RESOLVE_MILLIS = 2_000;
    private static final int DEFAULT_PORT = 80;

    private final Map<Upstream, Instances> instances = new EnumMap<>(Upstream.class);

    ServiceInstances(Vertx vertx, UpstreamAddresses addresses, HostLookup lookup) {
        for (Upstream upstream : Upstream.values()) {
            URI address = addresses.of(upstream);
            instances.put(upstream, new Instances(address.getHost(), port(address), lookup));
        }
        resolve(vertx);
        vertx.setPeriodic(RESOLVE_MILLIS, tick -> resolve(vertx));
    }

    Instances of(Upstream upstream) {
        return Objects.requireNonNull(instances.get(upstream));
    }

    static int port(URI address) {
        return address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    }

    private void resolve(Vertx vertx) {
        instances
                .values()
                .forEach(each -> vertx.executeBlocking(
                        () -> {
                            each.refresh();
                            return each;
                        },
                        false));
    }
}
