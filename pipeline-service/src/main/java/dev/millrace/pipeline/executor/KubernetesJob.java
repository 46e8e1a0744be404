package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.KubernetesConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A job in a pod. A thread makes the pod, hands the files over, follows the log, and takes results back before {@link #exit} is known.
 * The pod is asked for a few times in a second: a watch would have to be opened again whenever the API server closes it.
 */
final class KubernetesJob implements JobExecution {

    private static final Logger LOG = Logger.getLogger(KubernetesJob.class);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration RETRY_SIGNAL = Duration.ofMillis(100);
    private static final Duration JOIN = Duration.ofSeconds(5);
    /** For how long the API server may be unavailable while a pod runs. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);

    private static final int KILLED = 137;

    private final KubernetesClient client;
    private final KubernetesConfig config;
    private final PodPlan plan;
    private final JobCommand command;
    private final JobLimits limits;
    private final Duration grace;
    private final String name;

    private final OutputPipe output = new OutputPipe();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final CompletableFuture<ExceededLimit> exceeded = new CompletableFuture<>();
    private final Thread thread = Thread.ofVirtual().name("kubernetes-job").unstarted(this::run);
    private volatile Optional<String> pod = Optional.empty();
    private volatile boolean closed;

    KubernetesJob(
            KubernetesClient client,
            KubernetesConfig config,
            PodPlan plan,
            JobCommand command,
            JobLimits limits,
            Duration grace) {
        this.client = client;
        this.config = config;
        this.plan = plan;
        this.command = command;
        this.limits = limits;
        this.grace = grace;
        byte[] attempt = new byte[4];
        ThreadLocalRandom.current().nextBytes(attempt);
        this.name = "job-%s-%s"
                .formatted(PodPlan.label(command.name()), HexFormat.of().formatHex(attempt));
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            exit.complete(runs());
        } catch (InterruptedException | InterruptedIOException e) {
            exit.complete(KILLED);
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("the cluster failed: " + DockerEngine.reason(e), e));
        } finally {
            output.end();
            deletePod();
        }
    }

    private void fail(IOException e) {
        if (closed) {
            exit.complete(KILLED);
        } else {
            exit.completeExceptionally(e);
        }
    }

    private int runs() throws IOException, InterruptedException {
        create();
        long deadline = System.nanoTime() + config.startTimeout().toNanos();
        Pod made = await(PodPlan.RECEIVER, deadline);
        var files = new PodFiles(client, config.namespace(), made.getMetadata().getName(), command);
        files.send();
        await(PodPlan.CONTAINER, deadline);
        pod = Optional.of(made.getMetadata().getName());
        Pod ended = follow(made.getMetadata().getName());
        if (PodFate.end(ended, PodPlan.CONTAINER).isPresent()) {
            takeBack(files);
        }
        PodFate.exceeded(ended, limits).ifPresent(exceeded::complete);
        if (PodFate.end(ended, PodPlan.CONTAINER).isEmpty()) {
            throw new IOException("the cluster ended the pod of the job: " + PodFate.reason(ended));
        }
        return PodFate.end(ended, PodPlan.CONTAINER).orElseThrow().getExitCode();
    }

    private void create() throws IOException {
        Job made = client.batch()
                .v1()
                .jobs()
                .inNamespace(config.namespace())
                .resource(plan.job(command, name))
                .create();
        client.secrets()
                .inNamespace(config.namespace())
                .resource(plan.secret(command, made))
                .create();
    }

    /** Waits until a container runs, or has ended. */
    private Pod await(String container, long deadline) throws IOException, InterruptedException {
        String image = command.image().orElse(plan.image());
        Optional<Pod> found = Optional.empty();
        while (System.nanoTime() < deadline && !closed) {
            found = find();
            if (found.isPresent()) {
                PodFate.check(found.get(), image);
                if (PodFate.isRunning(found.get(), container)
                        || PodFate.end(found.get(), container).isPresent()) {
                    return found.get();
                }
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        if (closed) {
            throw new InterruptedException("the job was ended before it started");
        }
        throw new IOException("the pod of the job did not start within %d s: %s"
                .formatted(
                        config.startTimeout().toSeconds(),
                        found.map(PodFate::reason).orElse("the cluster has made none")));
    }

    private Optional<Pod> find() {
        List<Pod> pods = client.pods()
                .inNamespace(config.namespace())
                .withLabel("job-name", name)
                .list()
                .getItems();
        return pods.isEmpty() ? Optional.empty() : Optional.of(pods.getFirst());
    }

    /** Copies the log until the job has ended; the pod as it is then. */
    private Pod follow(String podName) throws IOException, InterruptedException {
        long copied = 0;
        long lost = System.nanoTime();
        while (true) {
            try {
                copied += copyLog(podName, copied);
                Pod now = client.pods()
                        .inNamespace(config.namespace())
                        .withName(podName)
                        .get();
                if (now == null) {
                    throw new IOException("the pod of the job was deleted by another client");
                }
                if (PodFate.end(now, PodPlan.CONTAINER).isPresent()
                        || "Failed".equals(now.getStatus().getPhase())) {
                    copyLog(podName, copied);
                    return now;
                }
                lost = System.nanoTime();
            } catch (KubernetesClientException e) {
                if (closed || System.nanoTime() - lost > LONGEST_OUTAGE.toNanos()) {
                    throw e;
                }
                LOG.debugf("the API server is unavailable: %s", e.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    private ContainerResource container(String podName) {
        return PodFiles.container(client, config.namespace(), podName, PodPlan.CONTAINER);
    }

    /** Copies what follows some bytes that were copied before, until the server ends it; how much that is. */
    private long copyLog(String podName, long from) throws IOException {
        byte[] buffer = new byte[8192];
        long skip = from;
        long copied = 0;
        try (LogWatch log = container(podName).watchLog()) {
            InputStream in = Optional.ofNullable(log.getOutput()).orElseGet(InputStream::nullInputStream);
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int begin = (int) Math.min(skip, read);
                skip -= begin;
                output.write(Arrays.copyOfRange(buffer, begin, read));
                copied += read - begin;
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            LOG.debugf("the log of pod %s was interrupted: %s", podName, e.getMessage());
        }
        return copied;
    }

    private void takeBack(PodFiles files) throws IOException, InterruptedException {
        try {
            files.receive(limits.disk());
        } catch (KubernetesClientException e) {
            throw new IOException("the results of the job were not taken back: " + DockerEngine.reason(e), e);
        }
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public CompletableFuture<ExceededLimit> exceeded() {
        return exceeded;
    }

    @Override
    public void stop() throws InterruptedException {
        if (grace.isZero() || exit.isDone() || pod.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            while (!isAskedToEnd(pod.get()) && !exit.isDone() && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.sleep(RETRY_SIGNAL.toNanos());
            }
            exit.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("job %s has not ended within %s of SIGTERM", command.name(), grace);
        } catch (ExecutionException e) {
            LOG.debugf("job %s has ended meanwhile: %s", command.name(), e.getMessage());
        }
    }

    /** Sends SIGTERM to the first process of the container, which forwards it to the others; false if the API server did not. */
    private boolean isAskedToEnd(String podName) throws InterruptedException {
        try (ExecWatch kill =
                container(podName).writingError(OutputStream.nullOutputStream()).exec("bash", "-c", "kill -TERM 1")) {
            kill.exitCode().get(grace.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return true;
        } catch (ExecutionException | KubernetesClientException e) {
            LOG.infof("job %s is not asked to end yet: %s", command.name(), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        output.release();
        deletePod();
        try {
            if (!thread.join(JOIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deletePod() {
        try {
            PodFate.delete(client, config.namespace(), name);
        } catch (RuntimeException e) {
            LOG.errorf("the pod of job %s is not deleted: %s", command.name(), DockerEngine.reason(e));
        }
    }
}
