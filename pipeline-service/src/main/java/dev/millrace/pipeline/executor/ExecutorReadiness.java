package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports how jobs are isolated on this instance, and why none can be started now. It is ready in any case: it consumes events, shows
 * builds and reports checks also where no job may run, and jobs wait while an engine or a cluster does not respond.
 */
@Readiness
@ApplicationScoped
class ExecutorReadiness implements HealthCheck {

    private final Executor executor;
    private final PipelineConfig config;

    ExecutorReadiness(Executor executor, PipelineConfig config) {
        this.executor = executor;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        boolean runsJobs = config.parallelBuilds().orElse(config.parallelJobs()) > 0;
        var response = HealthCheckResponse.named("jobs")
                .up()
                .withData("sandbox", runsJobs ? executor.isolation().text() : "no jobs run here");
        if (runsJobs) {
            executor.unavailable().ifPresent(reason -> response.withData("unavailable", reason));
        }
        return response.build();
    }
}
