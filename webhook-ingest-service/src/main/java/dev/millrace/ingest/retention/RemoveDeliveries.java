package dev.millrace.ingest.retention;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/** Removes bodies and rows older than their retention time. Several instances may do so at once. */
@ApplicationScoped
class RemoveDeliveries {

    private static final Logger LOG = Logger.getLogger(RemoveDeliveries.class);
    private static final int BATCH = 2_000;

    private final IngestConfig config;
    private final Database database;
    private final RetentionStore store;
    private final BodyDays bodyDays;
    private final Clock clock;
    private final Timers timers;

    RemoveDeliveries(
            IngestConfig config,
            Database database,
            RetentionStore store,
            BodyDays bodyDays,
            Clock clock,
            Timers timers) {
        this.config = config;
        this.database = database;
        this.store = store;
        this.bodyDays = bodyDays;
        this.clock = clock;
        this.timers = timers;
    }

    @Scheduled(
            identity = "forget-deliveries",
            every = "${millrace.ingest.retention-interval}",
            delayed = "10M",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("retention of deliveries", config.retentionInterval(), () -> LOG.infof("removed %s", run()));
    }

    /** Removes everything that is due. Rows come first: partitions wait for a lock, and may have to be left for later. */
    Removed run() {
        Instant now = clock.instant();
        Instant bodiesBefore = now.minus(config.keepBodies());
        Instant guidsBefore = now.minus(config.keepGuids());
        int deliveries = inBatches(tx -> store.removeDeliveries(tx, guidsBefore, BATCH));
        inBatches(tx -> store.removeOccurrences(tx, guidsBefore, BATCH));
        inBatches(tx -> store.removeBodiesWithoutDay(tx, bodiesBefore, BATCH));
        database.useTransaction(tx -> {
            store.removeAttempts(tx, guidsBefore);
            store.removeQuarantined(tx, bodiesBefore);
        });
        return new Removed(deliveries, bodyDays.dropBefore(bodiesBefore));
    }

    private int inBatches(ToIntFunction<Transaction> batch) {
        int all = 0;
        int removed;
        do {
            removed = database.inTransaction(batch::applyAsInt);
            all += removed;
        } while (removed == BATCH);
        return all;
    }

    /**
     * What a run removed.
     *
     * @param deliveries rows, with their GUIDs
     * @param days whose bodies were dropped
     */
    record Removed(int deliveries, int days) {}
}
