package dev.millrace.git;

import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether packs can be written and read, as of the last few seconds: the store is checked by a timer, since its retries may
 * take longer than a probe waits.
 */
@Readiness
@Singleton
class StorageReadiness implements HealthCheck {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final GitStorage storage;
    private final Timers timers;
    /** Empty at first: the store was opened when the service started. */
    private volatile Optional<String> problem = Optional.empty();

    StorageReadiness(GitStorage storage, Timers timers) {
        this.storage = storage;
        this.timers = timers;
    }

    @Scheduled(identity = "storage-readiness", every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void check() {
        timers.run("checking the storage", INTERVAL, () -> problem = storage.problem());
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> found = problem;
        var response = HealthCheckResponse.named("storage").status(found.isEmpty());
        found.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
