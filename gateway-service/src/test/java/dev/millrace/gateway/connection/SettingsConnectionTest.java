package dev.millrace.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.ForgeConnectionChanged.App;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.GitHubSettings;
import dev.millrace.gateway.connection.NewConnection.Plain;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsConnectionTest {

    @TempDir
    Path folder;

    @Test
    void doesNotExistWithoutAppAndWebhookSecret() {
        assertThat(read(Map.of())).isEmpty();
        assertThat(read(Map.of("client-id", "Iv1.17", "client-secret", "secret")))
                .isEmpty();
    }

    @Test
    void hasTheAppWithItsClient() throws IOException {
        NewConnection connection = read(Map.of(
                        "app-id", "17",
                        "private-key-file", file("key", "PEM"),
                        "app-slug", "millrace-acme",
                        "client-id", "Iv1.17",
                        "client-secret", "secret"))
                .orElseThrow();

        assertThat(connection.app()).contains(new App("17", Optional.of("millrace-acme"), Optional.of("Iv1.17")));
        assertThat(connection.secrets())
                .containsExactly(new Plain(Purpose.APP_KEY, "PEM"), new Plain(Purpose.OAUTH_CLIENT, "secret"));
    }

    @Test
    void prefersTheFileOfTheClientSecret() throws IOException {
        NewConnection connection = read(Map.of(
                        "app-id", "17",
                        "private-key-file", file("key", "PEM"),
                        "client-id", "Iv1.17",
                        "client-secret", "stated",
                        "client-secret-file", file("client", "in the file\n")))
                .orElseThrow();

        assertThat(connection.secrets()).contains(new Plain(Purpose.OAUTH_CLIENT, "in the file"));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static Optional<NewConnection> read(Map<String, String> given) {
        var keys = new HashMap<String, String>();
        given.forEach((key, value) -> keys.put("millrace.github." + key, value));
        var builder = new SmallRyeConfigBuilder().withDefaultValues(keys).withMapping(GitHubSettings.class);
        // as Quarkus reads "3S"
        builder.withConverter(Duration.class, 300, new DurationConverter());
        return SettingsConnection.read(builder.build().getConfigMapping(GitHubSettings.class));
    }
}
