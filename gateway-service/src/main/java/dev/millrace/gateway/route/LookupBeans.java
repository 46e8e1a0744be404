package dev.millrace.gateway.route;

import dev.millrace.kit.address.HostLookup;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;

@ApplicationScoped
class LookupBeans {

    /** How names of services are resolved: as the operating system does, in its order. */
    @Produces
    @Singleton
    @DefaultBean
    HostLookup serviceLookup() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
