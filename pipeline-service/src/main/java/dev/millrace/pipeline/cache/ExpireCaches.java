package dev.millrace.pipeline.cache;

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

/** Deletes caches that no job has used for a while. */
@Singleton
class ExpireCaches {

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final CacheStore store;
    private final FileObjects objects;
    private final FileConfig config;
    private final Timers timers;
    private final Clock clock;

    ExpireCaches(
            Database database, CacheStore store, FileObjects objects, FileConfig config, Timers timers, Clock clock) {
        if (!config.cacheRetention().isPositive()) {
            throw new IllegalArgumentException("millrace.pipeline.files.cache-retention is %s; it must be longer than 0"
                    .formatted(config.cacheRetention()));
        }
        this.database = database;
        this.store = store;
        this.objects = objects;
        this.config = config;
        this.timers = timers;
        this.clock = clock;
    }

    @Scheduled(identity = "expire-caches", every = "1h", delayed = "5m", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run(
                "deleting unused caches", INTERVAL, () -> expire(clock.instant().minus(config.cacheRetention())));
    }

    /** Deletes those that were not used since a time; returns how many. */
    int expire(Instant since) {
        int all = 0;
        int deleted;
        do {
            deleted = database.inTransaction(tx -> {
                var keys = store.deleteUnused(tx, since, AT_ONCE);
                objects.release(tx, keys);
                return keys.size();
            });
            all += deleted;
        } while (deleted == AT_ONCE);
        return all;
    }
}
