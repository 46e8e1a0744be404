package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRuns;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Our App at GitHub, from {@code millrace.github.*}. */
@ApplicationScoped
class GitHubBeans {

    @Produces
    @Singleton
    CheckRuns checkRuns(
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            @ConfigProperty(name = "millrace.github.api-url", defaultValue = "https://api.github.com") URI apiUrl,
            @ConfigProperty(name = "millrace.github.app-id") Optional<String> appId,
            @ConfigProperty(name = "millrace.github.private-key-file") Optional<Path> privateKeyFile,
            @ConfigProperty(name = "millrace.github.timeout", defaultValue = "10s") Duration timeout,
            Clock clock) {
        return new GitHubApp(new GitHubConfig(instance, apiUrl, appId, privateKeyFile, timeout), clock).checkRuns();
    }
}
