package dev.millrace.pipeline.trigger;

import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whose checks are ours: GitHub reports those of all Apps. */
@Singleton
final class OwnApps {

    private final ForgeConnections connections;

    OwnApps(ForgeConnections connections) {
        this.connections = connections;
    }

    /**
     * Whether an App is one of ours.
     *
     * @param appId its number at the forge; none is ours without one
     * @throws MillraceException transient, if not all connections are known yet
     */
    boolean have(String instance, Optional<String> appId) {
        boolean found = appId.isPresent()
                && connections.apps(instance).stream()
                        .map(ForgeConnection::app)
                        .flatMap(Optional::stream)
                        .anyMatch(app -> app.id().equals(appId.get()));
        if (!found && appId.isPresent() && !connections.areAllKnown()) {
            throw MillraceException.of(ErrorKind.UPSTREAM, 503, "not all connections are known yet");
        }
        return found;
    }
}
