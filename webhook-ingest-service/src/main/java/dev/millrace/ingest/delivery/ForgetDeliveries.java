package dev.millrace.ingest.delivery;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.kit.database.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Drops bodies and rows that have had their time, once an hour. Several instances may do so at once. */
@ApplicationScoped
class ForgetDeliveries {

    private static final Logger LOG = Logger.getLogger(ForgetDeliveries.class);
    private static final int BATCH = 500;

    private final IngestConfig config;
    private final Database database;
    private final DeliveryStore store;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("forget-deliveries").factory());

    ForgetDeliveries(IngestConfig config, Database database, DeliveryStore store, Clock clock) {
        this.config = config;
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent start) {
        timer.scheduleWithFixedDelay(this::runQuietly, 10, 60, TimeUnit.MINUTES);
    }

    void onStop(@Observes ShutdownEvent stop) {
        timer.shutdownNow();
    }

    /** Forgets everything that is due. Returns how many bodies went. */
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

    private void runQuietly() {
        try {
            LOG.infof("forgot bodies=%d", run());
        } catch (RuntimeException e) {
            LOG.warnf("nothing forgotten, again in an hour: %s", e.toString()); // a timer that throws stops for good
        }
    }
}
