package dev.millrace.gateway.connection;

import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubConfig;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.forge.GitHubSite;
import dev.millrace.forge.GitHubTraffic;
import dev.millrace.kit.trust.TrustedCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The GitHubs that people sign in at; there are as many as connections, and each has one HTTP client. */
@ApplicationScoped
public class GitHubSites {

    private final GitHubSettings settings;
    private final Clock clock;
    private final TrustedCertificates trusted;
    private final GitHubTraffic traffic;
    private final Map<ForgeHost, GitHubSite> sites = new ConcurrentHashMap<>();

    GitHubSites(GitHubSettings settings, Clock clock, TrustedCertificates trusted, GitHubTraffic traffic) {
        this.settings = settings;
        this.clock = clock;
        this.trusted = trusted;
        this.traffic = traffic;
    }

    /** The GitHub at these addresses, which an administrator gave. */
    public GitHubSite at(ForgeHost host) {
        return sites.computeIfAbsent(
                host, address -> new GitHubSite(address, settings.timeout(), clock, trusted.context(), traffic));
    }

    /**
     * Gives the webhook of an App this secret.
     *
     * @param privateKeys of the App, the newest first
     * @throws dev.millrace.forge.ForgeFailure if the forge does not accept it
     */
    void setWebhookSecret(ForgeHost host, String appId, List<String> privateKeys, String secret) {
        var config = new GitHubConfig(host, Optional.of(appId), () -> privateKeys, settings.timeout());
        new GitHubApp(config, clock, trusted.context(), traffic).hook().setSecret(secret);
    }
}
