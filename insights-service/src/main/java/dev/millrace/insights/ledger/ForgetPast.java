package dev.millrace.insights.ledger;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Removes what derived rows were long ago. Several instances may do so at once. */
@Singleton
class ForgetPast {

    /** A year, and time to look back at all of it. */
    private static final Duration KEPT = Duration.ofDays(400);

    private static final Duration INTERVAL = Duration.ofHours(6);

    private final Database database;
    private final PastStore past;
    private final Clock clock;
    private final Timers timers;

    ForgetPast(Database database, PastStore past, Clock clock, Timers timers) {
        this.database = database;
        this.past = past;
        this.clock = clock;
        this.timers = timers;
    }

    @Scheduled(identity = "insights-past", every = "6h", delayed = "5m", concurrentExecution = ConcurrentExecution.SKIP)
    void removeOld() {
        timers.run(
                "retention of derived rows",
                INTERVAL,
                () -> forget(clock.instant().minus(KEPT)));
    }

    /** Forgets what was replaced before. */
    void forget(Instant before) {
        database.useTransaction(tx -> past.forgetBefore(tx, before));
        int removed;
        do {
            removed = database.inTransaction(tx -> past.removeSome(tx, before));
        } while (removed > 0);
    }
}
