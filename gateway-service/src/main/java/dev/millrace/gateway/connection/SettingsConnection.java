package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.GitHubSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connection that {@code millrace.github.*} describes. */
final class SettingsConnection {

    private SettingsConnection() {}

    /** Empty if the settings name neither an App nor a webhook secret. */
    static Optional<NewConnection> read(GitHubSettings settings) {
        Optional<String> appId = settings.appId().map(String::strip).filter(id -> !id.isEmpty());
        List<NewConnection.Plain> secrets = new ArrayList<>();
        if (appId.isPresent()) {
            settings.privateKeyFile()
                    .ifPresent(file ->
                            secrets.add(new NewConnection.Plain(Purpose.APP_KEY, read("private-key-file", file))));
        }
        settings.secrets().forEach(secret -> secrets.add(new NewConnection.Plain(Purpose.WEBHOOK, secret)));
        appId.flatMap(id -> clientSecret(settings))
                .ifPresent(secret -> secrets.add(new NewConnection.Plain(Purpose.OAUTH_CLIENT, secret)));
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        ForgeHost host = settings.host();
        return Optional.of(new NewConnection(
                host.instance(),
                ForgeKind.GITHUB,
                host.instance(),
                host.apiUrl().toString(),
                host.webUrl().toString(),
                Optional.empty(),
                appId.map(id -> new ForgeConnectionChanged.App(id, settings.appSlug(), settings.clientId())),
                secrets));
    }

    private static Optional<String> clientSecret(GitHubSettings settings) {
        return settings.clientSecretFile()
                .map(file -> read("client-secret-file", file).strip())
                .or(settings::clientSecret)
                .filter(secret -> !secret.isEmpty());
    }

    private static String read(String key, Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("millrace.github.%s %s cannot be read".formatted(key, file), e);
        }
    }
}
