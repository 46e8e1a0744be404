package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Executors for tests. */
final class TestExecutors {

    private TestExecutors() {}

    static ProcessExecutor of(Mode mode, Network network, Path directory, JobLimits limits, Duration grace) {
        return of(mode, network, directory, limits, grace, Bubblewrap.installed());
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    static ProcessExecutor of(
            Mode mode, Network network, Path directory, JobLimits limits, Duration grace, Optional<Path> bwrap) {
        var probe = new ProbeSandbox(bwrap, ServiceUser.current(), directory, List.of(), network, limits);
        return new ProcessExecutor(limits, grace, mode, network, probe);
    }
}
