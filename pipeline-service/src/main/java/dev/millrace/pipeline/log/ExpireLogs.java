package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.pipeline.PipelineConfig;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Deletes logs after their retention, objects that no log refers to, and what instances that were killed have left. */
@Singleton
class ExpireLogs {

    private static final Logger LOG = Logger.getLogger(ExpireLogs.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    /** Longer than an object takes from its note to the log that refers to it; see {@link ArchiveLog}. */
    private static final Duration UNREFERENCED = Duration.ofHours(1);

    private static final Duration LEFT_FILE = Duration.ofDays(1);
    private static final int LOGS_AT_ONCE = 200;
    private static final int OBJECTS_AT_ONCE = 200;

    private final Database database;
    private final LogStore store;
    private final ArchiveStore archive;
    private final LogObjects objects;
    private final PipelineConfig config;
    private final Timers timers;
    private final Clock clock;

    ExpireLogs(
            Database database,
            LogStore store,
            ArchiveStore archive,
            LogObjects objects,
            PipelineConfig config,
            Timers timers,
            Clock clock) {
        if (!config.logRetention().isPositive()) {
            throw new IllegalArgumentException(
                    "millrace.pipeline.log-retention is %s; it must be longer than 0".formatted(config.logRetention()));
        }
        this.database = database;
        this.store = store;
        this.archive = archive;
        this.objects = objects;
        this.config = config;
        this.timers = timers;
        this.clock = clock;
    }

    @Scheduled(identity = "expire-logs", every = "1h", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("deleting old logs", INTERVAL, () -> {
            database.useTransaction(store::adopt);
            database.useTransaction(store::deleteStray);
            expire(clock.instant().minus(config.logRetention()));
            deleteObjects(UNREFERENCED);
            deleteFiles(clock.instant().minus(LEFT_FILE));
        });
    }

    /** Deletes the logs of jobs that ended before a time; returns how many. */
    int expire(Instant endedBefore) {
        int all = 0;
        int deleted;
        do {
            deleted = database.inTransaction(tx -> archive.expire(tx, endedBefore, LOGS_AT_ONCE));
            all += deleted;
        } while (deleted == LOGS_AT_ONCE);
        if (all > 0) {
            LOG.infof("logs expired: %d", all);
        }
        return all;
    }

    /**
     * Deletes objects that no log refers to. One that cannot be deleted stays marked, and the next run tries again.
     *
     * @param age of the youngest that is deleted
     */
    void deleteObjects(Duration age) throws IOException {
        database.useTransaction(tx -> archive.doom(tx, age));
        List<String> doomed;
        do {
            doomed = database.inTransaction(tx -> archive.doomed(tx, OBJECTS_AT_ONCE));
            for (String key : doomed) {
                objects.delete(key);
                database.useTransaction(tx -> archive.forgetObject(tx, key));
            }
        } while (doomed.size() == OBJECTS_AT_ONCE);
    }

    private void deleteFiles(Instant lastWrittenBefore) throws IOException {
        if (!Files.isDirectory(config.workDirectory())) {
            return;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(config.workDirectory(), ArchiveLog.FILE_PREFIX + "*.frames")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(lastWrittenBefore)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
