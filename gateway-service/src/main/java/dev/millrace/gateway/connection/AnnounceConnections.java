package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.GitHubSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** At start: stores the connection that the settings describe, and publishes all connections again. */
@ApplicationScoped
class AnnounceConnections {

    private final Connections connections;
    private final GitHubSettings settings;

    AnnounceConnections(Connections connections, GitHubSettings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    void onStart(@Observes StartupEvent start) {
        connections.reconcile(fromSettings());
        connections.announceAll();
    }

    /** Empty if the settings name neither an App nor a webhook secret. */
    private Optional<NewConnection> fromSettings() {
        Optional<String> appId = settings.appId().map(String::strip).filter(id -> !id.isEmpty());
        List<NewConnection.Plain> secrets = new ArrayList<>();
        if (appId.isPresent()) {
            settings.privateKeyFile()
                    .ifPresent(file -> secrets.add(new NewConnection.Plain(Purpose.APP_KEY, read(file))));
        }
        settings.secrets().forEach(secret -> secrets.add(new NewConnection.Plain(Purpose.WEBHOOK, secret)));
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
                appId.map(id -> new ForgeConnectionChanged.App(id, Optional.empty(), Optional.empty())),
                secrets));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("millrace.github.private-key-file %s cannot be read".formatted(file), e);
        }
    }
}
