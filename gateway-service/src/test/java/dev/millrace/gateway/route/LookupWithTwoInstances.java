package dev.millrace.gateway.route;

import dev.millrace.kit.address.HostLookup;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** As the system's, but {@code two.instances} has two addresses, and nothing listens on the first. */
@ApplicationScoped
class LookupWithTwoInstances implements HostLookup {

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return host.equals("two.instances")
                ? List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"))
                : List.of(InetAddress.getAllByName(host));
    }
}
