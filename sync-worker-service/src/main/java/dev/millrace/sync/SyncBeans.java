package dev.millrace.sync;

import dev.millrace.git.GitStorage;
import dev.millrace.git.settings.Settings;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.upstream.ClientLimits;
import dev.millrace.upstream.UpstreamClient;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The client for upstreams, with the limits of a sync, and what teams have chosen. */
@ApplicationScoped
class SyncBeans {

    /** For one address of an upstream; more than there are concurrent passes. */
    private static final int CONNECTIONS = 256;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    /** Every request of a sync may be repeated, so connections are kept alive within one pass. */
    @Produces
    @Singleton
    UpstreamClient upstreamClient(Vertx vertx, SyncConfig config, TrustedCertificates trusted, Clock clock) {
        var limits = new ClientLimits(
                config.idleTimeout(),
                config.idleTimeout(),
                config.slowestTransfer().asLongValue(),
                CONNECTIONS,
                KEEP_ALIVE);
        return new UpstreamClient(vertx, trusted, limits, clock);
    }

    @Produces
    @Singleton
    Settings settings(GitStorage storage) {
        return storage.settings();
    }

    void close(@Disposes UpstreamClient client) {
        client.close();
    }
}
