package dev.millrace.pipeline.executor;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** A Docker engine: whether it responds, and which containers of ours are left there. Thread-safe. */
final class DockerEngine {

    /** Label of all containers of jobs, with the name of the job. */
    static final String JOB = "dev.millrace.job";

    /** Label with the id of the build. */
    static final String BUILD = "dev.millrace.build";

    private static final Logger LOG = Logger.getLogger(DockerEngine.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PING_AGE = Duration.ofSeconds(2);
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);
    private static final List<String> ENDED = List.of("created", "exited", "dead");

    private final URI host;
    private final DockerClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<String> problem = Optional.empty();
    private long pingedAt = System.nanoTime() - PING_AGE.toNanos();
    private long sweptAt = System.nanoTime();
    private Set<String> endedBefore = Set.of();

    DockerEngine(URI host) {
        this.host = host;
        // credentials of registries are those of the user of this service, in ~/.docker/config.json
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .build();
        this.client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .maxConnections(Integer.MAX_VALUE)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .build());
    }

    DockerClient client() {
        return client;
    }

    /** Why it cannot be used now; empty if it can. At most two seconds old. */
    Optional<String> problem() {
        lock.lock();
        try {
            if (System.nanoTime() - pingedAt >= PING_AGE.toNanos()) {
                problem = ping();
                pingedAt = System.nanoTime();
            }
            return problem;
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> ping() {
        var answer = new CompletableFuture<Optional<String>>();
        Thread.ofVirtual().name("docker-ping").start(() -> answer.complete(pinged()));
        try {
            return answer.get(PING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of("the Docker engine at %s does not respond".formatted(host));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a ping does not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("this instance stops");
        }
    }

    private Optional<String> pinged() {
        try {
            client.pingCmd().exec();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the Docker engine at %s cannot be reached: %s".formatted(host, reason(e)));
        }
    }

    /** Removes all containers of a job, running ones, too. */
    void removeAll(String job) {
        client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(JOB, job))
                .exec()
                .forEach(container -> remove(container.getId()));
    }

    /** Ends a container and removes it; nothing if there is none. */
    void remove(String id) {
        try {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            LOG.tracef("container %s is gone", id);
        }
    }

    /**
     * Removes containers of ours that ended and that nothing has removed for ten minutes: those of instances that were killed, whose
     * jobs nothing takes up again. Looks rarely, however often it is called.
     */
    void sweep() {
        lock.lock();
        try {
            if (System.nanoTime() - sweptAt < SWEEP_INTERVAL.toNanos()) {
                return;
            }
            sweptAt = System.nanoTime();
        } finally {
            lock.unlock();
        }
        removeEndedTwice();
    }

    /** Removes those that had ended at the last call, too. */
    void removeEndedTwice() {
        Set<String> ended = new HashSet<>();
        for (Container container : client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(JOB))
                .withStatusFilter(ENDED)
                .exec()) {
            ended.add(container.getId());
        }
        Collection<String> before = swap(ended);
        ended.stream().filter(before::contains).forEach(id -> {
            LOG.infof("removing container %s of a job that an instance has left", id);
            remove(id);
        });
    }

    private Collection<String> swap(Set<String> ended) {
        lock.lock();
        try {
            Set<String> before = endedBefore;
            endedBefore = ended;
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** What went wrong, in one line: the client wraps the failure of a connection. */
    static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String text = last.getMessage();
        return text == null ? last.getClass().getSimpleName() : text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
