package dev.millrace.sync.lfs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.git.GitStorage;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.trust.TrustedCertificates;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Large files as beans. */
@ApplicationScoped
class LfsBeans {

    @Produces
    @Singleton
    MirrorLfs mirrorLfs(
            Database database,
            WantedObjectStore wanted,
            GitStorage storage,
            ObjectMapper json,
            OutboundAddresses addresses,
            TrustedCertificates trusted,
            LfsConfig config,
            @ConfigProperty(name = "millrace.sync.idle-timeout", defaultValue = "60S") Duration idleTimeout,
            @ConfigProperty(name = "millrace.sync.slowest-transfer", defaultValue = "1K") MemorySize slowest) {
        var client = new LfsClient(json, addresses, trusted.sockets(), idleTimeout, slowest.asLongValue());
        return new MirrorLfs(database, wanted, storage, client, config);
    }
}
