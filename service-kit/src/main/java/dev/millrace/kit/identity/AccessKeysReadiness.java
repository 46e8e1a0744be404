package dev.millrace.kit.identity;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

@Readiness
@ApplicationScoped
class AccessKeysReadiness implements HealthCheck {

    private final AccessKeysFeed feed;

    AccessKeysReadiness(AccessKeysFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access keys known")
                .status(feed.isReady())
                .build();
    }
}
