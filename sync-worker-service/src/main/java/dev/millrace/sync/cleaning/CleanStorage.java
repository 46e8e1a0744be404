package dev.millrace.sync.cleaning;

import dev.millrace.git.GitStorage;
import dev.millrace.git.retention.CleaningOutcome;
import dev.millrace.git.retention.RetentionConfig;
import dev.millrace.git.retention.StorageCleaning;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.Config;

/** Removes unreferenced data older than its retention time from the storage. */
@ApplicationScoped
class CleanStorage {

    private final StorageCleaning cleaning;
    private final MeterRegistry meters;
    private final CleaningConfig config;
    private final Timers timers;

    CleanStorage(GitStorage storage, Config settings, MeterRegistry meters, CleaningConfig config, Timers timers) {
        this.cleaning = storage.cleaning(RetentionConfig.from(settings));
        this.meters = meters;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "git-cleaning",
            every = "${millrace.cleaning.interval}",
            delayed = "${millrace.cleaning.first-after}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("cleaning of the storage", config.interval(), this::clean);
    }

    private void clean() {
        CleaningOutcome outcome = cleaning.run();
        count("packs", outcome.packs());
        count("uploads", outcome.uploads());
        count("files", outcome.files());
        count("failures", outcome.failures());
        count("pushes", outcome.pushes());
        count("ref-moves", outcome.refMoves());
    }

    private void count(String what, int number) {
        meters.counter("millrace.git.cleaned", "what", what).increment(number);
    }
}
