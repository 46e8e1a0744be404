package dev.millrace.kit.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without the keys of teams, every token would be rejected. A service that also has work without tokens stays ready. */
@Readiness
@ApplicationScoped
class AccessKeysReadiness implements HealthCheck {

    private final AccessKeysFeed feed;
    private final boolean required;

    AccessKeysReadiness(
            AccessKeysFeed feed,
            @ConfigProperty(name = "millrace.identity.required", defaultValue = "true") boolean required) {
        this.feed = feed;
        this.required = required;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = feed.missing();
        var response = HealthCheckResponse.named("access keys known").status(missing.isEmpty() || !required);
        missing.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
