package dev.millrace.kit.instance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports the value of {@code millrace.instance} in the readiness response: a supervisor that chose it at random knows that
 * its own process responds on this port, not another one that took the port first.
 */
@Readiness
@ApplicationScoped
class InstanceReadiness implements HealthCheck {

    private final Optional<String> instance;

    /** @param instance any text, returned by the readiness check; absent when the process is not supervised */
    InstanceReadiness(@ConfigProperty(name = "millrace.instance") Optional<String> instance) {
        this.instance = instance;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("instance").up();
        instance.ifPresent(id -> response.withData("id", id));
        return response.build();
    }
}
