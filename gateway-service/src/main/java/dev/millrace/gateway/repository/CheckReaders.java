package dev.millrace.gateway.repository;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.forge.RepositoryReaders;
import dev.millrace.gateway.connection.AppConnections;
import dev.millrace.gateway.repository.CheckStore.Lease;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Reads from GitHub who may read the repositories of teams that let it decide, each installation in one process at a time. */
@ApplicationScoped
class CheckReaders implements LeasedWork<Lease> {

    private static final Logger LOG = Logger.getLogger(CheckReaders.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    /** After a failure, and not before a rate limit ends. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(30);

    private static final int AT_ONCE = 4;

    private final AppConnections connections;
    private final InstallationRepositories repositories;
    private final RepositoryReaders readers;
    private final CheckStore checks;
    private final RepositoryStore store;
    private final PublishReaders publish;
    private final AccessConfig config;
    private final CheckLimits limits;
    private final Database database;
    private final Clock clock;
    private final HeldLeases leases;
    private final WorkLoop<Lease> loop;

    CheckReaders(
            AppConnections connections,
            InstallationRepositories repositories,
            RepositoryReaders readers,
            CheckStore checks,
            RepositoryStore store,
            PublishReaders publish,
            AccessConfig config,
            CheckLimits limits,
            Database database,
            Clock clock) {
        this.connections = connections;
        this.repositories = repositories;
        this.readers = readers;
        this.checks = checks;
        this.store = store;
        this.publish = publish;
        this.config = config;
        this.limits = limits;
        this.database = database;
        this.clock = clock;
        this.leases = new HeldLeases(
                "repository-check", LEASE, held -> database.inTransaction(tx -> checks.renew(tx, held, LEASE)));
        this.loop = WorkLoop.onVirtualThreads("repository-check", AT_ONCE, POLL_INTERVAL, this);
    }

    void onStart(@Observes StartupEvent start, Signals signals) {
        if (config.checkEnabled()) {
            signals.listen(CheckStore.SIGNAL, loop::wake);
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
        return database.inTransaction(tx -> checks.claim(tx, LEASE));
    }

    @Override
    public void work(Lease lease) {
        connections.list(); // the clients of the API know the connections from it
        BooleanSupplier stopping = leases.hold(lease.id());
        try {
            end(
                    lease,
                    new ReadersPass(
                                    lease.installation(),
                                    repositories,
                                    readers,
                                    new OfInstallation(lease),
                                    clock,
                                    stopping)
                            .run());
        } catch (LeaseLost lost) {
            LOG.warnf("installation=%s was checked by another process", lease.installation());
        } finally {
            leases.release(lease.id());
        }
    }

    private void end(Lease lease, ReadersOutcome outcome) {
        switch (outcome) {
            case ReadersOutcome.Complete(int failed) -> {
                if (failed > 0) {
                    LOG.warnf("installation=%s repositories=%d could not be checked", lease.installation(), failed);
                }
                release(lease, spread(limits.interval()), Optional.empty());
            }
            case ReadersOutcome.RateLimited(Instant retryAt) ->
                release(
                        lease,
                        atLeast(SHORTEST_WAIT, Duration.between(clock.instant(), retryAt)),
                        Optional.of("rate limit until " + retryAt));
            case ReadersOutcome.Failed(String reason) -> {
                LOG.warnf("installation=%s could not be checked: %s", lease.installation(), reason);
                release(lease, spread(SHORTEST_WAIT), Optional.of(reason));
            }
            case ReadersOutcome.Stopped stopped -> release(lease, Duration.ZERO, Optional.of("stopped"));
        }
        // of repositories that are not covered any more
        publish.all(() -> false);
    }

    private void release(Lease lease, Duration untilNext, Optional<String> problem) {
        database.useTransaction(tx -> checks.release(tx, lease, untilNext, problem));
    }

    /** Several installations that were checked at once are not checked at once again. */
    private static Duration spread(Duration interval) {
        return Duration.ofMillis(
                Math.round(interval.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private static Duration atLeast(Duration shortest, Duration wait) {
        return wait.compareTo(shortest) < 0 ? shortest : wait;
    }

    /** What another process has leased since must not be overwritten. */
    private static final class LeaseLost extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final class OfInstallation implements KnownReaders {

        private final Lease lease;

        OfInstallation(Lease lease) {
            this.lease = lease;
        }

        @Override
        public void listed(List<InstalledRepository> found, Instant at) {
            held(tx -> store.listed(tx, lease, found, at.truncatedTo(ChronoUnit.MICROS)));
        }

        @Override
        public void onlyListed() {
            held(tx -> store.onlyListed(tx, lease));
        }

        @Override
        public Optional<DueRepository> takeDue() {
            return database.inTransaction(tx -> {
                requireLease(tx);
                return store.takeDue(tx, lease);
            });
        }

        @Override
        public void read(DueRepository repository, Set<String> accounts, Instant at) {
            held(tx -> store.read(tx, lease, repository, accounts, at.truncatedTo(ChronoUnit.MICROS)));
            publish.one(new Readers.Key(lease.team(), lease.installation().instance(), repository.id()));
        }

        @Override
        public void failed(DueRepository repository, String problem, boolean again) {
            held(tx -> store.failed(tx, lease, repository, problem, again));
        }

        private void held(Consumer<Transaction> work) {
            database.useTransaction(tx -> {
                requireLease(tx);
                work.accept(tx);
            });
        }

        private void requireLease(Transaction tx) {
            if (!checks.holds(tx, lease)) {
                throw new LeaseLost();
            }
        }
    }
}
