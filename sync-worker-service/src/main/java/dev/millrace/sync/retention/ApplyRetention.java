package dev.millrace.sync.retention;

import dev.millrace.git.GitStorage;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.git.retention.RetentionOutcome;
import dev.millrace.git.retention.StorageRetention;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;

/** Removes unreferenced data older than its retention time from the storage. */
@ApplicationScoped
class ApplyRetention {

    private final StorageRetention retention;
    private final MeterRegistry meters;
    private final RetentionSchedule config;
    private final Timers timers;

    ApplyRetention(GitStorage storage, Config settings, MeterRegistry meters, RetentionSchedule config, Timers timers) {
        this.retention = storage.retention(RetentionConfig.from(settings));
        this.meters = meters;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "git-retention",
            every = "${millrace.retention.interval}",
            delayed = "${millrace.retention.first-after}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("retention of the storage", config.interval(), this::clean);
    }

    /** The counters exist from the start: Prometheus sees no increase from a counter that is new. */
    void start(@Observes StartupEvent event) {
        count(new RetentionOutcome(0, 0, 0, 0, 0, 0));
    }

    private void clean() {
        count(retention.run());
    }

    private void count(RetentionOutcome outcome) {
        count("packs", outcome.packs());
        count("uploads", outcome.uploads());
        count("files", outcome.files());
        count("pushes", outcome.pushes());
        count("ref_moves", outcome.refMoves());
        Counter.builder("millrace.git.retention.failures")
                .description("files that retention could not delete; it tries again")
                .register(meters)
                .increment(outcome.failures());
    }

    private void count(String what, int number) {
        Counter.builder("millrace.git.retention.deleted")
                .description("unreferenced data deleted after its retention time")
                .tag("what", what)
                .register(meters)
                .increment(number);
    }
}
