package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.DockerConfig;
import dev.millrace.pipeline.PipelineConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Each job is a container of a Docker engine, which sees the job's directories at the same paths as this service. */
final class DockerExecutor implements Executor {

    private static final Logger LOG = Logger.getLogger(DockerExecutor.class);

    private final DockerEngine engine;
    private final DockerImages images;
    private final DockerContainer container;
    private final JobLimits limits;
    private final Duration grace;
    private final String network;

    DockerExecutor(DockerConfig config, String image, JobLimits limits, Duration grace, ServiceUser user) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("millrace.pipeline.stop-grace is negative: " + grace);
        }
        this.engine = new DockerEngine(config.host());
        this.images = new DockerImages(engine, config, image, limits);
        this.container = new DockerContainer(engine.client(), config, limits, user);
        this.limits = limits;
        this.grace = grace;
        this.network = config.network();
    }

    static DockerExecutor of(PipelineConfig config) {
        return new DockerExecutor(
                config.docker(),
                config.image(),
                JobLimits.of(config.jobUse()),
                config.stopGrace(),
                ServiceUser.current());
    }

    @Override
    public Isolation isolation() {
        return new Isolation.Sandboxed(
                network.equals("none")
                        ? "containers of Docker, without network"
                        : "containers of Docker, with the network '%s'".formatted(network));
    }

    @Override
    public Optional<String> unavailable() {
        return engine.problem();
    }

    @Override
    public Optional<String> remark(JobCommand command) {
        return Optional.empty();
    }

    @Override
    public JobExecution start(JobCommand command) throws IOException {
        Optional<String> problem = engine.problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        sweep();
        var job = new DockerJob(engine, images, container, command, limits, grace);
        job.start();
        return job;
    }

    private void sweep() {
        try {
            engine.sweep();
        } catch (RuntimeException e) {
            LOG.warnf("containers that instances have left are not removed: %s", DockerEngine.reason(e));
        }
    }

    @Override
    public void endLeftovers(String name) {
        engine.removeAll(name);
    }
}
