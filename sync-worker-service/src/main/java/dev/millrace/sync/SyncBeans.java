package dev.millrace.sync;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.upstream.ClientLimits;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.TrustedOrigins;
import dev.millrace.upstream.UpstreamClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** The shared modules as beans. */
@ApplicationScoped
class SyncBeans {

    /** For one address of an upstream; more than there are concurrent passes. */
    private static final int CONNECTIONS = 256;

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

    @Produces
    @Singleton
    GitStorage storage(Database database, EventCodec codec, Clock clock, Config config, MeterRegistry meters) {
        return GitStorage.open(database, new Outbox("git", codec), clock, config, meters);
    }

    void close(@Disposes GitStorage storage) {
        storage.close();
    }

    @Produces
    @Singleton
    Catalog catalog(GitStorage storage) {
        return storage.catalog();
    }

    /** At start, so that a missing keyset ends it. */
    @Startup
    @Produces
    @Singleton
    Upstreams upstreams(Database database, SecretBox secrets, Clock clock) {
        return new Upstreams(database, secrets, clock);
    }

    @Produces
    @Singleton
    InstallationTokens installationTokens(GitHubSettings settings, Clock clock, TrustedCertificates trusted) {
        return new GitHubApp(settings.toClientConfig(), clock, trusted.context()).installationTokens();
    }

    @Produces
    @Singleton
    ResolveUpstream resolveUpstream(
            InstallationTokens tokens, GitHubSettings settings, OutboundAddresses addresses, Clock clock) {
        return new ResolveUpstream(tokens, new TrustedOrigins(settings.webUrl(), settings.apiUrl()), addresses, clock);
    }

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

    void close(@Disposes UpstreamClient client) {
        client.close();
    }
}
