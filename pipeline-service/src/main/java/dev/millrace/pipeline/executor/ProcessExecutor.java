package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Mode;
import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import dev.millrace.pipeline.executor.ProbeSandbox.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Jobs are processes of this machine, in a sandbox where one is wanted and works. */
final class ProcessExecutor implements Executor {

    private final JobLimits limits;
    private final Duration grace;
    private final Mode mode;
    private final Network network;
    private final ProbeSandbox probe;
    private final ReentrantLock probing = new ReentrantLock();
    private Optional<Outcome> probed = Optional.empty();

    ProcessExecutor(JobLimits limits, Duration grace, Mode mode, Network network, ProbeSandbox probe) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("millrace.pipeline.stop-grace is negative: " + grace);
        }
        this.limits = limits;
        this.grace = grace;
        this.mode = mode;
        this.network = network;
        this.probe = probe;
    }

    static ProcessExecutor of(PipelineConfig config) {
        var limits = JobLimits.of(config.jobUse());
        return new ProcessExecutor(
                limits,
                config.stopGrace(),
                config.sandbox().mode(),
                config.sandbox().network(),
                ProbeSandbox.of(config, limits));
    }

    @Override
    public Isolation isolation() {
        if (mode == Mode.OFF) {
            return new Isolation.Unsandboxed("millrace.pipeline.sandbox is off", true);
        }
        return switch (sandbox()) {
            case Outcome.Works works ->
                new Isolation.Sandboxed(
                        network == Network.NONE
                                ? "bubblewrap, without network"
                                : "bubblewrap, with the network of the host");
            case Outcome.Missing(String reason) ->
                mode == Mode.REQUIRED ? new Isolation.Refused(reason) : new Isolation.Unsandboxed(reason, false);
        };
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Optional<String> remark(JobCommand command) {
        List<String> without = new ArrayList<>();
        command.image().ifPresent(image -> without.add("image " + image));
        if (!command.packages().isEmpty()) {
            without.add("packages " + String.join(" ", command.packages()));
        }
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(
                        "\n",
                        without.stream()
                                .map(key -> key
                                        + " has no effect: this job is a process of the machine and uses what is installed"
                                        + " there (millrace.pipeline.executor=process)")
                                .toList()));
    }

    @Override
    public JobExecution start(JobCommand command) throws IOException {
        return switch (isolation()) {
            case Isolation.Refused refused -> throw new IOException("sandbox " + refused.text());
            case Isolation.Unsandboxed unsandboxed -> JobProcess.start(command, limits, grace, Optional.empty());
            case Isolation.Sandboxed sandboxed -> JobProcess.start(command, limits, grace, bubblewrap());
        };
    }

    @Override
    public void endLeftovers(String name) {
        JobProcess.killMarked(name);
    }

    private Optional<Bubblewrap> bubblewrap() {
        return sandbox() instanceof Outcome.Works(Bubblewrap works) ? Optional.of(works) : Optional.empty();
    }

    /** Tried once; a sandbox that stops to work later fails jobs, it does not let them out. */
    private Outcome sandbox() {
        probing.lock();
        try {
            if (probed.isEmpty()) {
                probed = Optional.of(probe.run());
            }
            return probed.get();
        } finally {
            probing.unlock();
        }
    }
}
