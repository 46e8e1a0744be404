package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.forge.connection.SecretContext;
import dev.millrace.kit.secret.SecretBox;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The connections with an App, as clients of its API use them. They are read from the table, not from the topic. */
@ApplicationScoped
public class AppConnections {

    private final Connections connections;
    private final ForgeConnections known;
    private final SecretBox secretBox;

    AppConnections(Connections connections, ForgeConnections known, SecretBox secretBox) {
        this.connections = connections;
        this.known = known;
        this.secretBox = secretBox;
    }

    /** Those that are in use now. */
    public List<ForgeConnection> list() {
        List<ForgeConnection> current = connections.list().stream()
                .filter(connection -> connection.app().isPresent())
                .map(this::connection)
                .toList();
        known.replaceAll(current);
        return current;
    }

    private ForgeConnection connection(Connection stored) {
        return new ForgeConnection(
                stored.id(),
                stored.forge().wireName(),
                new ForgeHost(stored.instance(), URI.create(stored.apiUrl()), URI.create(stored.webUrl())),
                stored.team(),
                stored.app().map(app -> new ForgeConnection.App(app.id(), app.clientId())),
                stored.secrets().stream()
                        .filter(secret -> secret.purpose() == Purpose.APP_KEY)
                        .map(this::secret)
                        .toList());
    }

    private ForgeConnection.Secret secret(ConnectionSecret sealed) {
        return new ForgeConnection.Secret(
                sealed.id(),
                sealed.purpose(),
                () -> new String(
                        secretBox.open(sealed.bytes(), SecretContext.of(sealed.id())), StandardCharsets.UTF_8));
    }
}
