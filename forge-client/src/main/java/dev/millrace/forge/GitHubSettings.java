package dev.millrace.forge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The first connection to a GitHub, as settings: {@code millrace.github.*}. The gateway stores it as a connection; further ones
 * are created through its API. Any service with these settings uses them until the gateway has published the stored one.
 */
@ConfigMapping(prefix = "millrace.github")
public interface GitHubSettings {

    /** Host of the forge; it names the forge in events. */
    @WithDefault("github.com")
    String instance();

    /** Root of the REST API. */
    @WithDefault("https://api.github.com")
    URI apiUrl();

    /** Web address, from which repositories are cloned. */
    @WithDefault("https://github.com")
    URI webUrl();

    /** Id of the GitHub App, or its client id. Requires {@code millrace.github.private-key-file}. */
    Optional<String> appId();

    /** RSA private key of the App, PEM. Requires {@code millrace.github.app-id}. */
    Optional<Path> privateKeyFile();

    /** Name of the App in addresses of GitHub, with which people of a team install it. */
    Optional<String> appSlug();

    /** Client id of the App, with which people sign in. Requires a client secret. */
    Optional<String> clientId();

    /** Client secret of the App. */
    Optional<String> clientSecret();

    /** File that holds the client secret of the App, in the place of {@code millrace.github.client-secret}. */
    Optional<Path> clientSecretFile();

    /**
     * Secrets that webhooks of the App may be signed with, the newest first. With {@code ./millrace up}, one is created at the
     * first start.
     */
    Optional<List<String>> webhookSecrets();

    /** Time limit of one API call. */
    @WithDefault("10S")
    Duration timeout();

    /** The webhook secrets, without blanks and repetitions. */
    default List<String> secrets() {
        return webhookSecrets().orElse(List.of()).stream()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .distinct()
                .toList();
    }

    /** Where it is. */
    default ForgeHost host() {
        return new ForgeHost(instance().toLowerCase(Locale.ROOT), apiUrl(), webUrl());
    }
}
