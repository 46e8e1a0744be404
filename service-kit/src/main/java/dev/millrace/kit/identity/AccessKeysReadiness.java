package dev.millrace.kit.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without the keys of teams, every token would be rejected. */
@Readiness
@ApplicationScoped
class AccessKeysReadiness implements HealthCheck {

    private final AccessKeysFeed feed;

    AccessKeysReadiness(AccessKeysFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = feed.missing();
        var response = HealthCheckResponse.named("access keys known").status(missing.isEmpty());
        missing.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
