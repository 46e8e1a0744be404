package dev.millrace.sync.sync;

import dev.millrace.events.EventCodec;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.git.Catalog;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.kit.trust.TrustedCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** The shared modules as beans. */
@ApplicationScoped
class SyncBeans {

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
    UpstreamHosts upstreamHosts(GitHubSettings settings) {
        return new UpstreamHosts(settings.webUrl(), settings.apiUrl());
    }
}
