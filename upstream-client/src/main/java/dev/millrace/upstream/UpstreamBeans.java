package dev.millrace.upstream;

import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.address.OutboundAddresses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** How a service determines an upstream's address and credential. The client itself has limits of the service. */
@ApplicationScoped
class UpstreamBeans {

    @Produces
    @Singleton
    ResolveUpstream resolveUpstream(
            InstallationTokens tokens, ForgeConnections connections, OutboundAddresses addresses, Clock clock) {
        return new ResolveUpstream(tokens, new TrustedOrigins(connections::gitHubs), addresses, clock);
    }
}
