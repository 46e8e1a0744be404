package dev.millrace.ingest.recovery;

import dev.millrace.forge.connection.AppHooks;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.ingest.recovery.PassOutcome.Tally;
import dev.millrace.ingest.recovery.RecoveryStore.Lease;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Runs passes over the deliveries of every connected App, each connection in one process at a time. */
@ApplicationScoped
class RecoverDeliveries implements LeasedWork<Lease> {

    private static final Logger LOG = Logger.getLogger(RecoverDeliveries.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final int AT_ONCE = 2;

    private final ForgeConnections connections;
    private final AppHooks hooks;
    private final RecoveryStore store;
    private final RecoveryMeters meters;
    private final RecoveryConfig config;
    private final Database database;
    private final Clock clock;
    private final HeldLeases leases;
    private final WorkLoop<Lease> loop;

    RecoverDeliveries(
            ForgeConnections connections,
            AppHooks hooks,
            RecoveryStore store,
            RecoveryMeters meters,
            RecoveryConfig config,
            Database database,
            Clock clock) {
        this.connections = connections;
        this.hooks = hooks;
        this.store = store;
        this.meters = meters;
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.leases =
                new HeldLeases("recovery", LEASE, held -> database.inTransaction(tx -> store.renew(tx, held, LEASE)));
        this.loop = WorkLoop.onVirtualThreads("recovery", AT_ONCE, POLL_INTERVAL, this);
    }

    void onStart(@Observes StartupEvent start) {
        if (config.enabled()) {
            leases.start();
            loop.start();
        }
    }

    void onStop(@Observes ShutdownEvent stop) {
        leases.cancelAll();
        loop.stop(STOP_TIMEOUT);
        leases.close();
    }

    @Override
    public Optional<Lease> claim() {
        List<ForgeConnection> apps = withApp();
        if (apps.isEmpty()) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> {
            apps.forEach(app -> store.add(tx, app.id(), kept(app).history()));
            return store.claim(tx, apps.stream().map(ForgeConnection::id).toList(), LEASE);
        });
    }

    @Override
    public void work(Lease lease) throws InterruptedException {
        Optional<ForgeConnection> connection = withApp().stream()
                .filter(known -> known.id().equals(lease.connectionId()))
                .findFirst();
        if (connection.isEmpty()) {
            end(lease, Optional.empty(), config.interval()); // it was removed since
            return;
        }
        BooleanSupplier stopping = leases.hold(lease.id());
        try {
            run(lease, connection.get(), stopping);
        } finally {
            leases.release(lease.id());
        }
    }

    private void run(Lease lease, ForgeConnection connection, BooleanSupplier stopping) throws InterruptedException {
        Instant startedAt = clock.instant();
        var missing = new StoredMissingDeliveries(
                database, store, connection.id(), connection.host().instance());
        PassOutcome outcome = new RecoveryPass(hooks.of(connection), missing, config, kept(connection), clock, stopping)
                .run(lease.watermark().minus(config.overlap()));
        meters.count(outcome.tally());
        report(connection, outcome);
        switch (outcome) {
            case PassOutcome.Complete complete -> {
                database.useTransaction(tx -> store.purge(tx, config.keepDecided()));
                end(lease, Optional.of(startedAt), config.interval());
            }
            case PassOutcome.RateLimited(Instant retryAt, Tally tally) ->
                end(lease, Optional.empty(), atLeast(Duration.between(clock.instant(), retryAt)));
            case PassOutcome.Failed failed -> end(lease, Optional.empty(), config.interval());
            case PassOutcome.Stopped stopped -> end(lease, Optional.empty(), Duration.ZERO);
        }
    }

    private void end(Lease lease, Optional<Instant> watermark, Duration untilNextPass) {
        database.useTransaction(tx -> store.release(tx, lease, watermark, untilNextPass));
    }

    private static Duration atLeast(Duration wait) {
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    private KeptDeliveries kept(ForgeConnection connection) {
        return KeptDeliveries.at(connection.host().instance(), config);
    }

    private List<ForgeConnection> withApp() {
        return connections.all().stream()
                .filter(connection -> connection.app().isPresent())
                .toList();
    }

    private static void report(ForgeConnection connection, PassOutcome outcome) {
        Tally tally = outcome.tally();
        boolean isQuiet = outcome instanceof PassOutcome.Complete && tally.requests() == 0 && tally.missing() == 0;
        String reason = switch (outcome) {
            case PassOutcome.Complete complete -> "complete";
            case PassOutcome.RateLimited(Instant retryAt, Tally counted) -> "rate limit until " + retryAt;
            case PassOutcome.Failed(String failure, Tally counted) -> failure;
            case PassOutcome.Stopped stopped -> "stopped";
        };
        LOG.logf(
                isQuiet ? Logger.Level.DEBUG : Logger.Level.INFO,
                "connectionId=%s missing=%d requested=%d recovered=%d lost=%d lists=%d: %s",
                connection.id(),
                tally.missing(),
                tally.requests(),
                tally.recovered(),
                tally.givenUp(),
                tally.lists(),
                reason);
    }
}
