package dev.millrace.sync.upstream;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.HeldLeases;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.sync.upstream.ListStore.Lease;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Compares the repositories of every linked installation with what the forge lists: at once after a change that does not name
 * them, and periodically, since a webhook may be lost. Each installation is compared by one process at a time.
 */
@Singleton
class ListRepositories implements LeasedWork<Lease> {

    private static final Logger LOG = Logger.getLogger(ListRepositories.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 2;
    /** A hundred thousand repositories; a longer list is none. */
    private static final int MOST_PAGES = 1_000;

    private final InstallationRepositories forge;
    private final FollowInstallation followInstallation;
    private final UpstreamStore upstreams;
    private final ListStore store;
    private final ListConfig config;
    private final Database database;
    private final Clock clock;
    private final HeldLeases leases;
    private final WorkLoop<Lease> loop;
    private final Counter complete;
    private final Counter overtaken;
    private final Counter limited;
    private final Counter failed;
    private final Counter differences;

    ListRepositories(
            InstallationRepositories forge,
            FollowInstallation followInstallation,
            UpstreamStore upstreams,
            ListStore store,
            ListConfig config,
            Database database,
            Clock clock,
            MeterRegistry registry) {
        this.forge = forge;
        this.followInstallation = followInstallation;
        this.upstreams = upstreams;
        this.store = store;
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.leases = new HeldLeases(
                "installation-list", LEASE, held -> database.inTransaction(tx -> store.renew(tx, held, LEASE)));
        this.loop = WorkLoop.onVirtualThreads("installation-list", AT_ONCE, POLL_INTERVAL, this);
        this.complete = lists(registry, "complete");
        this.overtaken = lists(registry, "overtaken");
        this.limited = lists(registry, "rate_limited");
        this.failed = lists(registry, "failed");
        this.differences = Counter.builder("millrace.sync.installation.differences")
                .description("repositories that the forge listed otherwise than webhooks had reported")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            leases.start();
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        leases.cancelAll();
        loop.stop(STOP_TIMEOUT);
        leases.close();
    }

    @Override
    public Optional<Lease> claim() {
        return database.inTransaction(tx -> store.claim(tx, LEASE));
    }

    @Override
    public void work(Lease lease) {
        leases.hold(lease.id());
        try {
            ListOutcome outcome = compare(lease);
            Duration untilNext = untilNext(outcome);
            report(lease, outcome);
            database.useTransaction(tx -> store.release(tx, lease, untilNext));
        } finally {
            leases.release(lease.id());
        }
    }

    private ListOutcome compare(Lease lease) {
        try {
            Optional<List<InstalledRepository>> all = list(lease);
            return all.isEmpty()
                    ? new ListOutcome.Overtaken()
                    : database.inTransaction(tx -> {
                        InstallationRow installation = upstreams.lockInstallation(
                                tx,
                                lease.installation().instance(),
                                lease.installation().id());
                        return store.isCurrent(tx, lease)
                                ? new ListOutcome.Complete(followInstallation.listed(tx, installation, all.get()))
                                : new ListOutcome.Overtaken();
                    });
        } catch (ForgeFailure failure) {
            return failure.retryAt()
                    .<ListOutcome>map(ListOutcome.RateLimited::new)
                    .orElseGet(() -> new ListOutcome.Failed(String.valueOf(failure.getMessage())));
        }
    }

    /** All repositories; empty if the list changed while it was read, so that some may be missing. */
    private Optional<List<InstalledRepository>> list(Lease lease) {
        List<InstalledRepository> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        InstallationRepositories.Page page;
        do {
            page = forge.list(lease.installation(), next);
            all.addAll(page.repositories());
            next = page.next();
            pages++;
        } while (next.isPresent() && pages < MOST_PAGES);
        long distinct = all.stream().map(InstalledRepository::id).distinct().count();
        return next.isEmpty() && distinct == page.total() ? Optional.of(all) : Optional.empty();
    }

    private Duration untilNext(ListOutcome outcome) {
        return switch (outcome) {
            case ListOutcome.Complete done -> spread(config.interval());
            case ListOutcome.Overtaken again -> AGAIN;
            case ListOutcome.RateLimited(Instant retryAt) -> atLeast(AGAIN, Duration.between(clock.instant(), retryAt));
            case ListOutcome.Failed failure -> spread(AFTER_FAILURE);
        };
    }

    private void report(Lease lease, ListOutcome outcome) {
        String reason = switch (outcome) {
            case ListOutcome.Complete(int found) -> {
                complete.increment();
                differences.increment(found);
                yield found + " differences";
            }
            case ListOutcome.Overtaken again -> {
                overtaken.increment();
                yield "overtaken by an event";
            }
            case ListOutcome.RateLimited(Instant retryAt) -> {
                limited.increment();
                yield "rate limit until " + retryAt;
            }
            case ListOutcome.Failed(String failure) -> {
                failed.increment();
                yield failure;
            }
        };
        boolean isQuiet = outcome instanceof ListOutcome.Complete(int found) && found == 0;
        LOG.logf(
                isQuiet ? Logger.Level.DEBUG : Logger.Level.INFO,
                "installation=%s at %s compared with the forge: %s",
                lease.installation().id(),
                lease.installation().instance(),
                reason);
    }

    /** Installations that were compared at once are not compared at once again. */
    private static Duration spread(Duration interval) {
        return Duration.ofMillis(
                Math.round(interval.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private static Duration atLeast(Duration shortest, Duration wait) {
        return wait.compareTo(shortest) < 0 ? shortest : wait;
    }

    private static Counter lists(MeterRegistry registry, String outcome) {
        return Counter.builder("millrace.sync.installation.lists")
                .description("comparisons of an installation's repositories with the forge's list")
                .tag("outcome", outcome)
                .register(registry);
    }
}
