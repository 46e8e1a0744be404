package dev.millrace.ingest.delivery;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Removes bodies and rows older than their retention time. Several instances may do so at once. */
@ApplicationScoped
class RemoveDeliveries {

    private static final Logger LOG = Logger.getLogger(RemoveDeliveries.class);
    private static final int BATCH = 500;

    private final IngestConfig config;
    private final Database database;
    private final DeliveryStore store;
    private final Clock clock;
    private final Timers timers;

    RemoveDeliveries(IngestConfig config, Database database, DeliveryStore store, Clock clock, Timers timers) {
        this.config = config;
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.timers = timers;
    }

    @Scheduled(
            identity = "forget-deliveries",
            every = "${millrace.ingest.retention-interval}",
            delayed = "10M",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("retention of deliveries", config.retentionInterval(), () -> LOG.infof("removed bodies=%d", run()));
    }

    /** Removes everything that is due. Returns the number of bodies that were removed. */
    int run() {
        Instant now = clock.instant();
        Instant bodiesBefore = now.minus(config.keepBodies());
        int bodies = 0;
        int batch;
        do {
            batch = database.inTransaction(tx -> store.forgetBodies(tx, bodiesBefore, BATCH));
            bodies += batch;
        } while (batch == BATCH);
        database.useTransaction(tx -> {
            store.forgetQuarantined(tx, bodiesBefore);
            store.forgetDeliveries(tx, now.minus(config.keepGuids()));
        });
        return bodies;
    }
}
