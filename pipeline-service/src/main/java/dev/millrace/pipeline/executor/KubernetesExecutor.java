package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.KubernetesConfig;
import dev.millrace.pipeline.PipelineConfig;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Each job is a pod of a Kubernetes cluster, made by a Job that is deleted when the job has ended. */
final class KubernetesExecutor implements Executor {

    private static final Duration CHECK_AGE = Duration.ofSeconds(5);
    private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final PodPlan plan;
    private final JobLimits limits;
    private final Duration grace;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<String> problem = Optional.empty();
    private long checkedAt = System.nanoTime() - CHECK_AGE.toNanos();

    /** @param longest how long a job may run */
    KubernetesExecutor(
            KubernetesClient client,
            KubernetesConfig config,
            String image,
            JobLimits limits,
            Duration grace,
            Duration longest) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("millrace.pipeline.stop-grace is negative: " + grace);
        }
        this.client = client;
        this.config = config;
        this.plan = new PodPlan(config, image, limits, longest.plus(config.startTimeout()));
        this.limits = limits;
        this.grace = grace;
    }

    static KubernetesExecutor of(PipelineConfig config) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(settings(config.kubernetes()))
                .build();
        return new KubernetesExecutor(
                client,
                config.kubernetes(),
                config.image(),
                JobLimits.of(config.jobUse()),
                config.stopGrace(),
                config.jobTimeout());
    }

    private static Config settings(KubernetesConfig config) {
        var builder = new ConfigBuilder().withRequestTimeout(REQUEST_TIMEOUT_MILLIS);
        config.url().ifPresent(url -> builder.withMasterUrl(url.toString()));
        return builder.build();
    }

    @Override
    public Isolation isolation() {
        return new Isolation.Sandboxed(
                "pods of the namespace '%s', with the network that its policies allow".formatted(config.namespace()));
    }

    @Override
    public Optional<String> unavailable() {
        lock.lock();
        try {
            if (System.nanoTime() - checkedAt >= CHECK_AGE.toNanos()) {
                problem = checked();
                checkedAt = System.nanoTime();
            }
            return problem;
        } finally {
            lock.unlock();
        }
    }

    /** Whether we may do there what jobs need, not only whether the server responds. */
    private Optional<String> checked() {
        try {
            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(config.namespace())
                    .withLabel(PodPlan.JOB, "none")
                    .list();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of("the Kubernetes cluster at %s cannot be used: %s"
                    .formatted(client.getMasterUrl(), DockerEngine.reason(e)));
        }
    }

    @Override
    public Optional<String> remark(JobCommand command) {
        return Optional.empty();
    }

    @Override
    public JobExecution start(JobCommand command) throws IOException {
        if (!command.packages().isEmpty()) {
            throw new RefusedJobException(
                    "packages %s cannot be installed: pods of jobs are not root and do not write to their image;"
                                    .formatted(String.join(" ", command.packages()))
                            + " use an image that has them");
        }
        plan.check(command);
        var job = new KubernetesJob(client, config, plan, command, limits, grace);
        job.start();
        return job;
    }

    @Override
    public void endLeftovers(String name) {
        client
                .batch()
                .v1()
                .jobs()
                .inNamespace(config.namespace())
                .withLabel(PodPlan.JOB, PodPlan.label(name))
                .list()
                .getItems()
                .stream()
                .map(Job::getMetadata)
                .forEach(job -> PodFate.delete(client, config.namespace(), job.getName()));
    }
}
