package dev.millrace.githttp.lfs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.Swept;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Garbage collection: removes LFS files that no repository can reach. Every process does so; concurrent runs do not
 * interfere.
 */
@ApplicationScoped
class SweepLfs {

    private static final Logger LOG = Logger.getLogger(SweepLfs.class);

    private final GitStorage storage;
    private final LfsConfig config;
    private final Timers timers;

    SweepLfs(GitStorage storage, LfsConfig config, Timers timers) {
        this.storage = storage;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "lfs-sweep",
            every = "${millrace.git-http.lfs.sweep-every}",
            delayed = "${millrace.git-http.lfs.sweep-every}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("lfs garbage collection", config.sweepEvery(), this::sweep);
    }

    private void sweep() throws IOException {
        Swept swept = storage.lfsObjects().sweep(config.uploadsKept(), config.deletedKept());
        if (!swept.isEmpty()) {
            LOG.infof(
                    "lfs swept abandonedUploads=%d objectsOfDeletedRepositories=%d",
                    swept.abandonedUploads(), swept.objectsOfDeletedRepositories());
        }
    }
}
