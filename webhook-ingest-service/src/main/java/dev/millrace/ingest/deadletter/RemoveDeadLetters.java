package dev.millrace.ingest.deadletter;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Removes dead letters that were released or discarded long ago. Open ones are never removed. */
@ApplicationScoped
class RemoveDeadLetters {

    private static final Logger LOG = Logger.getLogger(RemoveDeadLetters.class);

    private final IngestConfig config;
    private final Database database;
    private final DeadLetterStore store;
    private final Clock clock;
    private final Timers timers;

    RemoveDeadLetters(IngestConfig config, Database database, DeadLetterStore store, Clock clock, Timers timers) {
        this.config = config;
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.timers = timers;
    }

    @Scheduled(
            identity = "remove-dead-letters",
            every = "${millrace.ingest.retention-interval}",
            delayed = "12M",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run(
                "retention of dead letters",
                config.retentionInterval(),
                () -> LOG.debugf("removed dead letters=%d", run()));
    }

    /** Removes what is due. Returns how many. */
    int run() {
        return database.inTransaction(
                tx -> store.removeDecided(tx, clock.instant().minus(config.keepDeadLetters())));
    }
}
