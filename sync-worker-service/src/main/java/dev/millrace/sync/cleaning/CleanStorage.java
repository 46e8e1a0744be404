package dev.millrace.sync.cleaning;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upkeep.CleaningOutcome;
import dev.millrace.git.upkeep.RetentionConfig;
import dev.millrace.git.upkeep.StorageCleaning;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Cleans the storage on a thread of its own. A run that fails is told in the log, and the next comes as usual. */
@ApplicationScoped
class CleanStorage {

    private static final Logger LOG = Logger.getLogger(CleanStorage.class);

    private final StorageCleaning cleaning;
    private final CleaningConfig config;
    private final MeterRegistry meters;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("git-cleaning").factory());

    CleanStorage(GitStorage storage, Config settings, CleaningConfig config, MeterRegistry meters) {
        this.cleaning = storage.cleaning(RetentionConfig.from(settings));
        this.config = config;
        this.meters = meters;
    }

    void start(@Observes @Priority(4000) StartupEvent event) {
        timer.scheduleWithFixedDelay(
                this::run, config.firstAfter().toMillis(), config.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void run() {
        try {
            CleaningOutcome outcome = cleaning.run();
            count("packs", outcome.packs());
            count("uploads", outcome.uploads());
            count("files", outcome.files());
            count("failures", outcome.failures());
            count("pushes", outcome.pushes());
            count("ref-moves", outcome.refMoves());
        } catch (RuntimeException e) {
            LOG.warnf("the storage was not cleaned, again in %s: %s", config.interval(), e.toString());
        }
    }

    private void count(String what, int number) {
        meters.counter("millrace.git.cleaned", "what", what).increment(number);
    }
}
