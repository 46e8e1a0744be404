package dev.millrace.gateway.installation;

import dev.millrace.forge.AppInstallation;
import dev.millrace.forge.AppInstallations;
import dev.millrace.forge.connection.ConnectedInstallations;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.gateway.connection.AppConnections;
import dev.millrace.gateway.installation.CheckStore.Lease;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Compares the installations of every connected App with what GitHub lists, each App in one process at a time. */
@ApplicationScoped
class CheckInstallations implements LeasedWork<Lease> {

    private static final Logger LOG = Logger.getLogger(CheckInstallations.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    /** After a failure, and not before a rate limit ends. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(30);

    private static final int AT_ONCE = 2;

    private final AppConnections connections;
    private final ConnectedInstallations apps;
    private final Installations installations;
    private final CheckStore store;
    private final CheckMeters meters;
    private final CheckConfig config;
    private final Database database;
    private final Clock clock;
    private final HeldLeases leases;
    private final WorkLoop<Lease> loop;

    CheckInstallations(
            AppConnections connections,
            ConnectedInstallations apps,
            Installations installations,
            CheckStore store,
            CheckMeters meters,
            CheckConfig config,
            Database database,
            Clock clock) {
        this.connections = connections;
        this.apps = apps;
        this.installations = installations;
        this.store = store;
        this.meters = meters;
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.leases = new HeldLeases(
                "installation-check", LEASE, held -> database.inTransaction(tx -> store.renew(tx, held, LEASE)));
        this.loop = WorkLoop.onVirtualThreads("installation-check", AT_ONCE, POLL_INTERVAL, this);
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
        Map<String, String> instances = connections.list().stream()
                .collect(Collectors.toMap(
                        ForgeConnection::id, connection -> connection.host().instance()));
        if (instances.isEmpty()) {
            return Optional.empty();
        }
        return database.inTransaction(tx -> {
            store.add(tx, instances);
            return store.claim(tx, instances.keySet(), LEASE);
        });
    }

    @Override
    public void work(Lease lease) {
        List<ForgeConnection> all = connections.list();
        Optional<ForgeConnection> connection = all.stream()
                .filter(known -> known.id().equals(lease.connectionId()))
                .findFirst();
        if (connection.isEmpty()) {
            end(lease, config.interval()); // it was removed since
            return;
        }
        BooleanSupplier stopping = leases.hold(lease.id());
        try {
            check(lease, connection.get(), all, stopping);
        } finally {
            leases.release(lease.id());
        }
    }

    private void check(Lease lease, ForgeConnection connection, List<ForgeConnection> all, BooleanSupplier stopping) {
        String instance = connection.host().instance();
        List<AppInstallations> others = all.stream()
                .filter(other -> other.host().instance().equals(instance) && !other.equals(connection))
                .map(apps::installationsOf)
                .toList();
        var pass = new CheckPass(
                apps.installationsOf(connection), others, new OfConnection(connection.id(), instance), clock, stopping);
        CheckOutcome outcome = pass.run();
        meters.count(outcome);
        report(connection, outcome);
        switch (outcome) {
            case CheckOutcome.Complete complete -> {
                database.useTransaction(tx -> store.complete(tx, lease));
                end(lease, spread(config.interval()));
            }
            case CheckOutcome.RateLimited(Instant retryAt, int missed) ->
                end(lease, atLeast(SHORTEST_WAIT, Duration.between(clock.instant(), retryAt)));
            case CheckOutcome.Failed failed -> end(lease, atLeast(SHORTEST_WAIT, spread(config.interval())));
            case CheckOutcome.Stopped stopped -> end(lease, Duration.ZERO);
        }
    }

    private void end(Lease lease, Duration untilNext) {
        database.useTransaction(tx -> store.release(tx, lease, untilNext));
    }

    /** Several connections that were checked at once are not checked at once again. */
    private static Duration spread(Duration interval) {
        return Duration.ofMillis(
                Math.round(interval.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private static Duration atLeast(Duration shortest, Duration wait) {
        return wait.compareTo(shortest) < 0 ? shortest : wait;
    }

    private static void report(ForgeConnection connection, CheckOutcome outcome) {
        String reason = switch (outcome) {
            case CheckOutcome.Complete complete -> "complete";
            case CheckOutcome.RateLimited(Instant retryAt, int missed) -> "rate limit until " + retryAt;
            case CheckOutcome.Failed(String failure, int missed) -> failure;
            case CheckOutcome.Stopped stopped -> "stopped";
        };
        Logger.Level level = switch (outcome) {
            case CheckOutcome.Failed failed -> Logger.Level.WARN;
            case CheckOutcome.Complete(int missed) when missed == 0 -> Logger.Level.DEBUG;
            case CheckOutcome.Complete complete -> Logger.Level.INFO;
            case CheckOutcome.RateLimited limited -> Logger.Level.INFO;
            case CheckOutcome.Stopped stopped -> Logger.Level.INFO;
        };
        LOG.logf(
                level,
                "connectionId=%s instance=%s missed=%d: %s",
                connection.id(),
                connection.host().instance(),
                outcome.missed(),
                reason);
    }

    private final class OfConnection implements KnownInstallations {

        private final String connectionId;
        private final String instance;

        OfConnection(String connectionId, String instance) {
            this.connectionId = connectionId;
            this.instance = instance;
        }

        @Override
        public int take(AppInstallation listed, Instant asOf) {
            return installations.take(connectionId, instance, listed, asOf);
        }

        @Override
        public List<String> present() {
            return installations.ofConnection(connectionId, instance);
        }

        @Override
        public boolean gone(String installationId, Instant asOf) {
            return installations.gone(instance, installationId, asOf);
        }
    }
}
