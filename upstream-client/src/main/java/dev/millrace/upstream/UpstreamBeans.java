package dev.millrace.upstream;

import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.trust.TrustedCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** How a service determines an upstream's address and credential. The client itself has limits of the service. */
@ApplicationScoped
class UpstreamBeans {

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
}
