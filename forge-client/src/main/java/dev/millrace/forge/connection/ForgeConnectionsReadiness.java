package dev.millrace.forge.connection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Without the connections, deliveries would be rejected and calls to forges would fail. A service whose settings describe one is
 * ready with that.
 */
@Readiness
@ApplicationScoped
class ForgeConnectionsReadiness implements HealthCheck {

    private final ForgeConnectionsFeed feed;
    private final ForgeConnections connections;

    ForgeConnectionsReadiness(ForgeConnectionsFeed feed, ForgeConnections connections) {
        this.feed = feed;
        this.connections = connections;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = feed.missing();
        var response = HealthCheckResponse.named("forge connections known")
                .status(missing.isEmpty() || connections.hasSettings());
        missing.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
