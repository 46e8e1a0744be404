package dev.millrace.ingest.retention;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * The partitions that bodies are stored in, one for each day in UTC. They are added a week ahead, so that an instance that
 * cannot add one for a while has no effect on deliveries.
 */
@ApplicationScoped
class BodyDays {

    private static final Logger LOG = Logger.getLogger(BodyDays.class);

    private static final int AHEAD = 7;
    private static final Duration INTERVAL = Duration.ofHours(1);

    /** Deliveries that arrive meanwhile wait as long for the lock. */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    private final Database database;
    private final RetentionStore store;
    private final Clock clock;
    private final Timers timers;

    BodyDays(Database database, RetentionStore store, Clock clock, Timers timers) {
        this.database = database;
        this.store = store;
        this.clock = clock;
        this.timers = timers;
    }

    void onStart(@Observes @Priority(2000) StartupEvent start) {
        timers.run("adding partitions for bodies", INTERVAL, this::addAhead);
    }

    @Scheduled(identity = "body-days", every = "1H", delayed = "1H", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("adding partitions for bodies", INTERVAL, this::addAhead);
    }

    /** Adds what is missing from today on. Another instance that is doing so is left to it. */
    void addAhead() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (int i = 0; i <= AHEAD; i++) {
            LocalDate day = today.plusDays(i);
            boolean added = database.inTransaction(tx -> store.own(tx, LOCK_TIMEOUT) && store.addDay(tx, day));
            if (added) {
                LOG.infof("partition for bodies added day=%s", day);
            }
        }
    }

    /**
     * Drops all days that ended before the given time, except those with a delivery that is not published yet.
     *
     * @return how many were dropped
     */
    int dropBefore(Instant time) {
        int dropped = 0;
        for (LocalDate day : database.inTransaction(store::days)) {
            if (day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(time)) {
                continue;
            }
            // a transaction for each: its lock on the whole table is as short as possible
            if (database.inTransaction(tx -> store.own(tx, LOCK_TIMEOUT) && store.dropDay(tx, day))) {
                LOG.infof("partition for bodies dropped day=%s", day);
                dropped++;
            }
        }
        return dropped;
    }
}
