package dev.millrace.gateway.installation;

import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.gateway.connection.AppConnections;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How checks of installations end, what they find, and how old the last complete one is. */
@ApplicationScoped
class CheckMeters {

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Counter complete;
    private final Counter limited;
    private final Counter failed;
    private final Counter stopped;
    private final Counter missed;
    private final AppConnections connections;
    private final CheckStore store;
    private final CheckConfig config;
    private final Database database;
    private final Timers timers;
    private volatile double secondsSinceComplete;

    CheckMeters(
            MeterRegistry registry,
            AppConnections connections,
            CheckStore store,
            CheckConfig config,
            Database database,
            Timers timers) {
        this.connections = connections;
        this.store = store;
        this.config = config;
        this.database = database;
        this.timers = timers;
        Gauge.builder("millrace.gateway.installations.age", () -> secondsSinceComplete)
                .description("time since GitHub's list of an App's installations was last read completely")
                .baseUnit("seconds")
                .register(registry);
        complete = checks(registry, "complete");
        limited = checks(registry, "rate_limited");
        failed = checks(registry, "failed");
        stopped = checks(registry, "stopped");
        missed = Counter.builder("millrace.gateway.installations.missed")
                .description("events about installations that GitHub's list showed and no webhook had reported")
                .register(registry);
    }

    void count(CheckOutcome outcome) {
        missed.increment(outcome.missed());
        Counter ended = switch (outcome) {
            case CheckOutcome.Complete ignored -> complete;
            case CheckOutcome.RateLimited ignored -> limited;
            case CheckOutcome.Failed ignored -> failed;
            case CheckOutcome.Stopped ignored -> stopped;
        };
        ended.increment();
    }

    @Scheduled(identity = "installation-check-age", every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        timers.run("measuring the checks of installations", INTERVAL, () -> {
            List<String> ids =
                    connections.list().stream().map(ForgeConnection::id).toList();
            secondsSinceComplete = config.enabled() && !ids.isEmpty()
                    ? database.inTransaction(tx -> store.secondsSinceComplete(tx, ids))
                    : 0;
        });
    }

    private static Counter checks(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.gateway.installations.checks")
                .description("comparisons of an App's installations with GitHub's list")
                .tag("outcome", outcome)
                .register(registry);
    }
}
