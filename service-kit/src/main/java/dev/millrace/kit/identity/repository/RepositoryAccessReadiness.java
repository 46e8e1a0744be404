package dev.millrace.kit.identity.repository;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Until it is known who reads which repository, people get 503. A service that also has work without tokens stays ready. */
@Readiness
@ApplicationScoped
class RepositoryAccessReadiness implements HealthCheck {

    private final RepositoryAccessFeed feed;
    private final boolean required;

    RepositoryAccessReadiness(
            RepositoryAccessFeed feed,
            @ConfigProperty(name = "millrace.identity.required", defaultValue = "true") boolean required) {
        this.feed = feed;
        this.required = required;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = feed.missing();
        var response =
                HealthCheckResponse.named("readers of repositories known").status(missing.isEmpty() || !required);
        missing.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
