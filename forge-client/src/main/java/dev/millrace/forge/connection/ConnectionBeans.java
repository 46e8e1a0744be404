package dev.millrace.forge.connection;

import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.CommitStatuses;
import dev.millrace.forge.Conversations;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.GitHubTraffic;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.forge.PublicRepositories;
import dev.millrace.forge.RepositoryPermissions;
import dev.millrace.forge.RepositoryReaders;
import dev.millrace.forge.TokenSignals;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.trust.TrustedCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

@ApplicationScoped
class ConnectionBeans {

    @Produces
    @Singleton
    ForgeConnections forgeConnections(GitHubSettings settings) {
        return new ForgeConnections(Optional.of(ConnectionSettings.read(settings)));
    }

    @Produces
    @Singleton
    GitHubTraffic gitHubTraffic(Clock clock, MeterRegistry registry) {
        return new GitHubTraffic(clock, registry);
    }

    @Produces
    @Singleton
    @Typed({
        InstallationTokens.class,
        CheckRuns.class,
        CommitStatuses.class,
        InstallationRepositories.class,
        PublicRepositories.class,
        Conversations.class,
        RepositoryPermissions.class,
        RepositoryReaders.class,
        AppHooks.class,
        ConnectedInstallations.class
    })
    ConnectedApps connectedApps(
            ForgeConnections connections,
            GitHubSettings settings,
            Clock clock,
            TrustedCertificates trusted,
            GitHubTraffic traffic,
            Signals signals) {
        var apps = new ConnectedApps(connections, settings.timeout(), clock, trusted.context(), traffic);
        TokenSignals.listen(signals, apps);
        return apps;
    }
}
