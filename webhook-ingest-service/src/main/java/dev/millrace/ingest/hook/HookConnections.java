package dev.millrace.ingest.hook;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.forge.Forge;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * From which forges deliveries may come, and how they are signed. All of it is in memory, so that a wrong signature costs no
 * query.
 */
@ApplicationScoped
public class HookConnections {

    private static final Logger LOG = Logger.getLogger(HookConnections.class);
    private static final String TARGET_TYPE = "X-GitHub-Hook-Installation-Target-Type";
    private static final String TARGET_ID = "X-GitHub-Hook-Installation-Target-ID";
    private static final String ENTERPRISE_HOST = "X-GitHub-Enterprise-Host";
    private static final String GITHUB_COM = "github.com";
    private static final String APP = "integration";
    private static final int MOST_OPENED = 10_000;

    private final ForgeConnections connections;
    private final Map<UUID, Optional<HookSecret>> opened = new ConcurrentHashMap<>();

    /** Created by the container. */
    HookConnections(ForgeConnections connections) {
        this.connections = connections;
    }

    /**
     * The connections with GitHub, those of one team's Apps included, as one. What the headers state about the App and the host only reduces
     * the secrets to try: the secret that matches determines the connection. Secrets are absent if nothing is connected.
     */
    public HookConnection gitHub(HookHeaders headers) {
        List<ForgeConnection> all = connections.all().stream()
                .filter(connection -> connection.forge().equals(ForgeConnection.GITHUB))
                .filter(ForgeConnection::sharesWebhookAddress)
                .toList();
        List<ForgeConnection> atHost = narrowed(
                all,
                connection -> connection
                        .host()
                        .instance()
                        .equals(headers.find(ENTERPRISE_HOST).orElse(GITHUB_COM).toLowerCase(Locale.ROOT)));
        Optional<String> app = headers.find(TARGET_TYPE).filter(APP::equals).flatMap(type -> headers.find(TARGET_ID));
        List<ForgeConnection> ofApp = narrowed(
                atHost,
                connection -> connection
                        .app()
                        .map(ForgeConnection.App::id)
                        .filter(id -> app.filter(id::equals).isPresent())
                        .isPresent());
        return merged("", Optional.empty(), Forge.GITHUB, ofApp);
    }

    /** Whether all connections are known; if not, a delivery that matches none may belong to one that is still to be read. */
    public boolean areAllKnown() {
        return connections.areAllKnown();
    }

    /** The connections of a team with a kind of forge, as one; empty if there is none. */
    public Optional<HookConnection> find(String team, Forge forge) {
        List<ForgeConnection> found = connections.of(team, forge.word());
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(merged(team + "/" + forge.word(), Optional.of(team), forge, found));
    }

    /** Those that fit; all of them if none does. */
    private static List<ForgeConnection> narrowed(List<ForgeConnection> all, Predicate<ForgeConnection> fits) {
        List<ForgeConnection> fitting = all.stream().filter(fits).toList();
        return fitting.isEmpty() ? all : fitting;
    }

    private HookConnection merged(String id, Optional<String> team, Forge forge, List<ForgeConnection> connected) {
        String instance = connected.stream()
                .map(connection -> connection.host().instance())
                .findFirst()
                .orElse(GITHUB_COM);
        return new HookConnection(
                id,
                team,
                forge,
                instance,
                connected.stream().flatMap(this::secrets).toList());
    }

    private Stream<HookSecret> secrets(ForgeConnection connection) {
        if (opened.size() > MOST_OPENED) {
            opened.clear(); // of connections that have changed or gone
        }
        return connection.secrets(Purpose.WEBHOOK).stream()
                .flatMap(secret -> opened.computeIfAbsent(secret.id(), id -> open(connection, secret)).stream());
    }

    private static Optional<HookSecret> open(ForgeConnection connection, ForgeConnection.Secret secret) {
        try {
            return Optional.of(HookSecret.of(
                    secret.id(),
                    secret.value().open(),
                    connection.id(),
                    connection.host().instance()));
        } catch (RuntimeException e) {
            LOG.errorf(
                    "connectionId=%s: deliveries are rejected, a webhook secret cannot be used: %s",
                    connection.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
