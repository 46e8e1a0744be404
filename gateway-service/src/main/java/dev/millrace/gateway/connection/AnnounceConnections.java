package dev.millrace.gateway.connection;

import dev.millrace.forge.GitHubSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

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
        connections.reconcile(SettingsConnection.read(settings));
        connections.announceAll();
    }
}
