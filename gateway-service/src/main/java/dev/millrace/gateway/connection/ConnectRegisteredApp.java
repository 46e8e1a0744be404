package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.RegisteredApp;
import dev.millrace.gateway.token.RandomText;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Creates the connection of an App that was registered from a manifest. */
@ApplicationScoped
public class ConnectRegisteredApp {

    private static final Logger LOG = Logger.getLogger(ConnectRegisteredApp.class);

    private final Connections connections;
    private final GitHubSites sites;

    ConnectRegisteredApp(Connections connections, GitHubSites sites) {
        this.connections = connections;
        this.sites = sites;
    }

    /**
     * Creates it, in the caller's transaction. All secrets are sealed before they are stored.
     *
     * @return id of the connection, also if the App was connected before
     */
    public String handle(Transaction tx, Caller caller, ForgeHost host, Optional<String> team, RegisteredApp app) {
        var request = new NewConnection(
                host.instance(),
                ForgeKind.GITHUB,
                host.instance(),
                host.apiUrl().toString(),
                host.webUrl().toString(),
                team,
                Optional.of(
                        new ForgeConnectionChanged.App(app.id(), Optional.of(app.slug()), Optional.of(app.clientId()))),
                List.of(
                        new NewConnection.Plain(Purpose.APP_KEY, app.privateKey()),
                        new NewConnection.Plain(Purpose.OAUTH_CLIENT, app.clientSecret()),
                        new NewConnection.Plain(
                                Purpose.WEBHOOK, app.webhookSecret().orElseGet(() -> newWebhookSecret(host, app)))));
        return switch (connections.create(caller, request)) {
            case ConnectionOutcome.Created(Connection connection, var secret) -> connection.id();
            case ConnectionOutcome.AppConnected(String id) -> id;
            case ConnectionOutcome.HostConnected refused -> throw new IllegalStateException("refused: " + refused);
            case ConnectionOutcome.NoTeam refused -> throw new IllegalStateException("refused: " + refused);
        };
    }

    /** The App's webhook has no secret; without one its deliveries would be rejected. */
    private String newWebhookSecret(ForgeHost host, RegisteredApp app) {
        String secret = RandomText.of("");
        try {
            sites.setWebhookSecret(host, app.id(), List.of(app.privateKey()), secret);
        } catch (ForgeFailure failure) {
            LOG.warnf(
                    "app=%s instance=%s the webhook has no secret, and none could be set: add one to the connection and at the"
                            + " forge: %s",
                    app.id(), host.instance(), failure.getMessage());
        }
        return secret;
    }
}
