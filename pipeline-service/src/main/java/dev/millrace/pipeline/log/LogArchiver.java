package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Archives the logs of jobs that have ended, one after the other, on every instance. */
@Singleton
class LogArchiver {

    private static final Logger LOG = Logger.getLogger(LogArchiver.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Followers that read the last chunks would otherwise wait for a frame to be expanded. */
    private static final Duration AFTER_END = Duration.ofSeconds(10);
    /** Longer than the longest log takes; another instance begins again then. */
    private static final Duration CLAIM = Duration.ofMinutes(10);

    private static final int MOST_AT_ONCE = 200;

    private final Database database;
    private final ArchiveStore archive;
    private final ArchiveLog archiveLog;
    private final Timers timers;
    private final Clock clock;

    LogArchiver(Database database, ArchiveStore archive, ArchiveLog archiveLog, Timers timers, Clock clock) {
        this.database = database;
        this.archive = archive;
        this.archiveLog = archiveLog;
        this.timers = timers;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, QueueMeters queues) {
        queues.watch(
                "millrace.pipeline.logs", "logs of ended jobs that are not archived", Tags.empty(), archive::waiting);
    }

    @Scheduled(
            identity = "archive-logs",
            every = "10s",
            delayed = "10s",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("archiving logs", INTERVAL, () -> archive(clock.instant().minus(AFTER_END)));
    }

    /** Archives what ended before a time; returns how many logs. One that cannot be archived is tried again later. */
    int archive(Instant endedBefore) throws InterruptedException {
        int kept = 0;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Optional<OpenLog> due = database.inTransaction(tx -> archive.claim(tx, endedBefore, CLAIM));
            if (due.isEmpty()) {
                break;
            }
            kept += archive(due.get());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return kept;
    }

    private int archive(OpenLog log) {
        try {
            return switch (archiveLog.archive(log)) {
                case ArchiveOutcome.Kept(long bytes, long compressed) -> {
                    LOG.debugf(
                            "log archived: buildId=%s position=%d bytes=%d compressed=%d",
                            log.buildId(), log.position(), bytes, compressed);
                    yield 1;
                }
                case ArchiveOutcome.NotKept notKept -> 0;
            };
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "log not archived, again in %s: buildId=%s position=%d %s",
                    CLAIM, log.buildId(), log.position(), e.toString());
            return 0;
        }
    }
}
