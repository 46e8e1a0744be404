package dev.millrace.ingest.recovery;

import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.recovery.PassOutcome.Tally;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** What the recovery did, and how old the last complete pass is. */
@Startup
@ApplicationScoped
class RecoveryMeters {

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final ForgeConnections connections;
    private final RecoveryStore store;
    private final RecoveryConfig config;
    private final Database database;
    private final Timers timers;
    private final Counter missing;
    private final Counter recovered;
    private final Counter lost;
    private final Counter lists;
    private final Counter requests;
    private volatile double secondsSinceCompletePass;

    RecoveryMeters(
            MeterRegistry registry,
            ForgeConnections connections,
            RecoveryStore store,
            RecoveryConfig config,
            Database database,
            Timers timers) {
        this.connections = connections;
        this.store = store;
        this.config = config;
        this.database = database;
        this.timers = timers;
        this.missing = deliveries(registry, "missing");
        this.recovered = deliveries(registry, "recovered");
        this.lost = deliveries(registry, "lost");
        this.lists = calls(registry, "list");
        this.requests = calls(registry, "redeliver");
        Gauge.builder("millrace.ingest.recovery.age", () -> secondsSinceCompletePass)
                .description("time since GitHub's list of deliveries was last read completely")
                .baseUnit("seconds")
                .register(registry);
    }

    void count(Tally tally) {
        missing.increment(tally.missing());
        recovered.increment(tally.recovered());
        lost.increment(tally.givenUp());
        lists.increment(tally.lists());
        requests.increment(tally.requests());
    }

    @Scheduled(identity = "recovery-age", every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        List<String> ids = connections.all().stream()
                .filter(connection -> connection.app().isPresent())
                .map(ForgeConnection::id)
                .toList();
        if (!config.enabled() || ids.isEmpty()) {
            secondsSinceCompletePass = 0;
            return;
        }
        timers.run(
                "measuring the recovery",
                INTERVAL,
                () -> secondsSinceCompletePass = database.inTransaction(tx -> store.secondsSinceCompletePass(tx, ids)));
    }

    private static Counter deliveries(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.ingest.recovery.deliveries")
                .description("deliveries that were found missing, arrived after a request, or are lost")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter calls(MeterRegistry registry, String operation) {
        return Counter.builder("millrace.ingest.recovery.calls")
                .description("calls to GitHub for the recovery of deliveries")
                .tag("operation", operation)
                .register(registry);
    }
}
