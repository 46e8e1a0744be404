package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitHubSettingsTest {

    @Test
    void knowsGitHubUntilAnotherOneIsNamed() {
        GitHubSettings settings = read(Map.of());

        assertThat(settings.instance()).isEqualTo("github.com");
        assertThat(settings.apiUrl()).isEqualTo(URI.create("https://api.github.com"));
        assertThat(settings.appId()).isEmpty();
        assertThat(settings.privateKeyFile()).isEmpty();
        assertThat(settings.appSlug()).isEmpty();
        assertThat(settings.clientId()).isEmpty();
        assertThat(settings.clientSecret()).isEmpty();
        assertThat(settings.clientSecretFile()).isEmpty();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.host().repository("acme/tool")).isEqualTo(URI.create("https://github.com/acme/tool.git"));
    }

    @Test
    void readsEveryKeyOfAnotherGitHub() {
        GitHubSettings settings = read(Map.ofEntries(
                Map.entry("millrace.github.instance", "ghe.test"),
                Map.entry("millrace.github.api-url", "https://ghe.test/api/v3"),
                Map.entry("millrace.github.web-url", "https://ghe.test/"),
                Map.entry("millrace.github.app-id", "17"),
                Map.entry("millrace.github.private-key-file", "/keys/app.pem"),
                Map.entry("millrace.github.app-slug", "millrace-acme"),
                Map.entry("millrace.github.client-id", "Iv1.17"),
                Map.entry("millrace.github.client-secret", "secret-of-17"),
                Map.entry("millrace.github.client-secret-file", "/keys/client-secret"),
                Map.entry("millrace.github.webhook-secrets", "new, old,,new"),
                Map.entry("millrace.github.timeout", "3S")));

        assertThat(settings.instance()).isEqualTo("ghe.test");
        assertThat(settings.appId()).contains("17");
        assertThat(settings.privateKeyFile()).contains(Path.of("/keys/app.pem"));
        assertThat(settings.appSlug()).contains("millrace-acme");
        assertThat(settings.clientId()).contains("Iv1.17");
        assertThat(settings.clientSecret()).contains("secret-of-17");
        assertThat(settings.clientSecretFile()).contains(Path.of("/keys/client-secret"));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.host().instance()).isEqualTo("ghe.test");
        assertThat(settings.host().apiUrl()).isEqualTo(URI.create("https://ghe.test/api/v3"));
        assertThat(settings.secrets()).containsExactly("new", "old");
        assertThat(settings.host().repository("acme/tool")).isEqualTo(URI.create("https://ghe.test/acme/tool.git"));
    }

    private static GitHubSettings read(Map<String, String> given) {
        var builder = new SmallRyeConfigBuilder().withDefaultValues(given).withMapping(GitHubSettings.class);
        // as Quarkus reads "3S"
        builder.withConverter(Duration.class, 300, new DurationConverter());
        return builder.build().getConfigMapping(GitHubSettings.class);
    }
}
