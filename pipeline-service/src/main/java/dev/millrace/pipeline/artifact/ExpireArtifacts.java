package dev.millrace.pipeline.artifact;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.pipeline.file.FileConfig;
import dev.millrace.pipeline.file.FileObjects;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes the archives of artifacts that have expired; what was known about them stays. */
@Singleton
class ExpireArtifacts {

    private static final Logger LOG = Logger.getLogger(ExpireArtifacts.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final ArtifactStore store;
    private final FileObjects objects;
    private final Timers timers;
    private final Clock clock;

    ExpireArtifacts(
            Database database,
            ArtifactStore store,
            FileObjects objects,
            FileConfig config,
            Timers timers,
            Clock clock) {
        if (!config.artifactRetention().isPositive()) {
            throw new IllegalArgumentException(
                    "millrace.pipeline.files.artifact-retention is %s; it must be longer than 0"
                            .formatted(config.artifactRetention()));
        }
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.timers = timers;
        this.clock = clock;
    }

    @Scheduled(
            identity = "expire-artifacts",
            every = "1h",
            delayed = "3m",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("deleting old artifacts", INTERVAL, () -> expire(clock.instant()));
    }

    /** Returns how many have expired. */
    int expire(Instant now) {
        int all = 0;
        int expired;
        do {
            expired = database.inTransaction(tx -> {
                var keys = store.expire(tx, now, AT_ONCE);
                objects.release(tx, keys);
                return keys.size();
            });
            all += expired;
        } while (expired == AT_ONCE);
        if (all > 0) {
            LOG.infof("artifacts expired: %d", all);
        }
        return all;
    }
}
