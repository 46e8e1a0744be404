package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The executor that {@code millrace.pipeline.executor} names. */
@Singleton
final class ChosenExecutor {

    @Produces
    @Singleton
    Executor executor(PipelineConfig config) {
        return switch (config.executor()) {
            case PROCESS -> ProcessExecutor.of(config);
            case DOCKER -> DockerExecutor.of(config);
            case KUBERNETES -> KubernetesExecutor.of(config);
        };
    }
}
