package dev.millrace.githttp.lfs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsGarbage;
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
class CollectLfsGarbage {

    private static final Logger LOG = Logger.getLogger(CollectLfsGarbage.class);

    private final GitStorage storage;
    private final LfsConfig config;
    private final Timers timers;

    CollectLfsGarbage(GitStorage storage, LfsConfig config, Timers timers) {
        this.storage = storage;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "lfs-garbage-collection",
            every = "${millrace.git-http.lfs.garbage-collection-interval}",
            delayed = "${millrace.git-http.lfs.garbage-collection-interval}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("lfs garbage collection", config.garbageCollectionInterval(), this::collect);
    }

    private void collect() throws IOException {
        LfsGarbage garbage = storage.lfsObjects().collectGarbage(config.uploadsKept(), config.deletedKept());
        if (!garbage.isEmpty()) {
            LOG.infof(
                    "lfs garbage collected abandonedUploads=%d objectsOfDeletedRepositories=%d",
                    garbage.abandonedUploads(), garbage.objectsOfDeletedRepositories());
        }
    }
}
