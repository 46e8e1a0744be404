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

    /** Host that names the forge in events. */
    @WithDefault("github.com")
    String instance();

    /** Root of the REST API. */
    @WithDefault("https://api.github.com")
    URI apiUrl();

    /** Where repositories are cloned from, followed by {@code /owner/name.git}. */
    @WithDefault("https://github.com")
    URI webUrl();

    /** Number or client id of our App. */
    Optional<String> appId();

    /** The App's RSA key, PEM. */
    Optional<Path> privateKeyFile();

    /** Longest wait for the answer to one call of the API. */
    @WithDefault("10S")
    Duration timeout();

    /** The part that calls of the API need. */
    default GitHubConfig toClientConfig() {
        return new GitHubConfig(instance(), apiUrl(), appId(), privateKeyFile(), timeout());
    }

    /** Where a repository of this forge is, without a slash at the end. */
    default URI repository(String fullName) {
        try {
            String path = new URI(null, null, "/" + fullName + ".git", null).toASCIIString();
            return URI.create(webUrl().toString().replaceAll("/+$", "") + path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for " + fullName, e);
        }
    }
}
