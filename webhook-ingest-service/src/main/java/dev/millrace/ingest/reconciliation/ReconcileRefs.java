package dev.millrace.ingest.reconciliation;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Decides moves that are due for as long as the service runs, and removes rows that are not needed any more. */
@ApplicationScoped
class ReconcileRefs {

    private static final Logger LOG = Logger.getLogger(ReconcileRefs.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final Database database;
    private final MoveStore moves;
    private final ReportStore reports;
    private final ReconcileShard reconcileShard;
    private final ReconciliationConfig config;
    private final IngestConfig ingest;
    private final Timers timers;
    private final Clock clock;
    private final PollLoop loop = new PollLoop("reconciliation", BACKOFF, this::pass);

    ReconcileRefs(
            Database database,
            MoveStore moves,
            ReportStore reports,
            ReconcileShard reconcileShard,
            ReconciliationConfig config,
            IngestConfig ingest,
            Timers timers,
            Clock clock) {
        this.database = database;
        this.moves = moves;
        this.reports = reports;
        this.reconcileShard = reconcileShard;
        this.config = config;
        this.ingest = ingest;
        this.timers = timers;
        this.clock = clock;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start, QueueMeters queues) {
        queues.watch(
                "millrace.ingest.reconciliation",
                "moves of branches and tags in mirrors that are to be compared with deliveries",
                Tags.empty(),
                tx -> moves.waiting(tx, clock.instant()));
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    /** A shard that another process publishes now is left to the next pass. */
    Next pass() {
        boolean more = false;
        for (int shard : database.inTransaction(tx -> moves.dueShards(tx, clock.instant()))) {
            more |= database.inTransaction(tx -> reconcileShard.run(tx, shard));
        }
        return more ? Next.pause(Duration.ZERO) : Next.poll(POLL_INTERVAL);
    }

    @Scheduled(
            identity = "remove-reports",
            every = "${millrace.ingest.retention-interval}",
            delayed = "14M",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run(
                "retention of reported refs",
                ingest.retentionInterval(),
                () -> LOG.debugf("removed reports and moves=%d", removeOld()));
    }

    /** A move may be explained by what was reported before it, and the other way round: rows are kept twice as long. */
    int removeOld() {
        Instant before = clock.instant().minus(config.window().multipliedBy(2));
        return database.inTransaction(tx -> moves.removeDecided(tx, before)
                + reports.remove(tx, before, clock.instant().minus(ingest.keepGuids())));
    }
}
