package dev.millrace.sync.retention;

import dev.millrace.git.GitStorage;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.git.retention.RetentionOutcome;
import dev.millrace.git.retention.StorageRetention;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
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

    private void clean() {
        RetentionOutcome outcome = retention.run();
        count("packs", outcome.packs());
        count("uploads", outcome.uploads());
        count("files", outcome.files());
        count("failures", outcome.failures());
        count("pushes", outcome.pushes());
        count("ref-moves", outcome.refMoves());
    }

    private void count(String what, int number) {
        meters.counter("millrace.git.retention.deleted", "what", what).increment(number);
    }
}
