package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The Apps with which people sign in: those of connections that have a client id and a client secret. */
@ApplicationScoped
public class SignInApps {

    private final Connections connections;

    SignInApps(Connections connections) {
        this.connections = connections;
    }

    /** The App of this connection; empty if it has none with which people sign in. */
    public Optional<SignInApp> find(String connectionId) {
        return connections.find(connectionId).flatMap(this::read);
    }

    /**
     * The App that is meant.
     *
     * @param connectionId empty for the only one, or the only one that all teams use
     */
    public Choice choose(Optional<String> connectionId) {
        if (connectionId.isPresent()) {
            return find(connectionId.get()).<Choice>map(Chosen::new).orElseGet(NoApp::new);
        }
        List<SignInApp> all = list();
        List<SignInApp> ofAllTeams =
                all.stream().filter(app -> app.team().isEmpty()).toList();
        return one(ofAllTeams.isEmpty() ? all : ofAllTeams);
    }

    /**
     * The App that is meant and that the team may use.
     *
     * @param team slug
     * @param connectionId empty for the only one of the team, or else the only one that all teams use
     */
    public Choice choose(String team, Optional<String> connectionId) {
        if (connectionId.isPresent()) {
            return find(connectionId.get())
                    .filter(app ->
                            app.team().filter(owner -> !owner.equals(team)).isEmpty())
                    .<Choice>map(Chosen::new)
                    .orElseGet(NoApp::new);
        }
        List<SignInApp> all = list();
        List<SignInApp> own = all.stream()
                .filter(app -> app.team().filter(team::equals).isPresent())
                .toList();
        return one(
                own.isEmpty() ? all.stream().filter(app -> app.team().isEmpty()).toList() : own);
    }

    /** All of them. */
    public List<SignInApp> list() {
        return connections.list().stream()
                .flatMap(known -> read(known).stream())
                .toList();
    }

    private static Choice one(List<SignInApp> candidates) {
        return switch (candidates.size()) {
            case 0 -> new NoApp();
            case 1 -> new Chosen(candidates.getFirst());
            default -> new Several();
        };
    }

    private Optional<SignInApp> read(Connection connection) {
        Optional<ForgeConnectionChanged.App> app =
                connection.app().filter(known -> connection.forge() == ForgeKind.GITHUB);
        Optional<String> clientId = app.flatMap(ForgeConnectionChanged.App::clientId);
        if (clientId.isEmpty()) {
            return Optional.empty();
        }
        List<String> secrets = connections.open(connection, Purpose.OAUTH_CLIENT);
        return secrets.isEmpty()
                ? Optional.empty()
                : Optional.of(new SignInApp(
                        connection.id(),
                        connection.host(),
                        connection.team(),
                        app.get().id(),
                        app.get().slug(),
                        clientId.get(),
                        secrets));
    }

    /** The result of a choice. */
    public sealed interface Choice {}

    /** This one. */
    public record Chosen(SignInApp app) implements Choice {}

    /** There is none. */
    public record NoApp() implements Choice {}

    /** There are several, and none was named. */
    public record Several() implements Choice {}
}
