package dev.millrace.forge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which GitHub, and who we are there, as the services read it: {@code millrace.github.*}. */
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

    /** Time limit of one API call. */
    @WithDefault("10S")
    Duration timeout();

    /** The settings that API calls need. */
    default GitHubConfig toClientConfig() {
        return new GitHubConfig(instance(), apiUrl(), appId(), privateKeyFile(), timeout());
    }

    /** Where a repository of this forge is, without a trailing slash. */
    default URI repository(String fullName) {
        try {
            String path = new URI(null, null, "/" + fullName + ".git", null).toASCIIString();
            return URI.create(webUrl().toString().replaceAll("/+$", "") + path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for " + fullName, e);
        }
    }
}
