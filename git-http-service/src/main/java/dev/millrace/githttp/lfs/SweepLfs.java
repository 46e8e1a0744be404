package dev.millrace.githttp.lfs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.Swept;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes now and then the LFS files that nobody can reach. Every process does; they keep out of each other's way. */
@ApplicationScoped
class SweepLfs {

    private static final Logger LOG = Logger.getLogger(SweepLfs.class);

    private final GitStorage storage;
    private final LfsConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("lfs-sweep").factory());

    SweepLfs(GitStorage storage, LfsConfig config) {
        this.storage = storage;
        this.config = config;
    }

    void onStart(@Observes StartupEvent started) {
        long every = config.sweepEvery().toMillis();
        timer.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            Swept swept = storage.lfsObjects().sweep(config.uploadsKept(), config.deletedKept());
            if (!swept.isEmpty()) {
                LOG.infof(
                        "lfs swept abandonedUploads=%d objectsOfDeletedRepositories=%d",
                        swept.abandonedUploads(), swept.objectsOfDeletedRepositories());
            }
        } catch (IOException | RuntimeException failure) {
            // what is left is found by the next sweep
            LOG.warn("lfs sweep failed", failure);
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
