package dev.millrace.sync.sync;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Leases what is due and makes the passes, several at once, until the process stops. One thread hands out work; it wakes by
 * signal and looks by itself every second, which is also how sweeps and waits after failures come due.
 */
@ApplicationScoped
class SyncWorkers {

    private static final Logger LOG = Logger.getLogger(SyncWorkers.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(2);

    private final FinishSync passes;
    private final RunSync runSync;
    private final MirrorStore mirrors;
    private final Database database;
    private final SyncConfig config;
    private final MeterRegistry meters;

    /** Passes under way, with whether each is to stop. */
    private final Map<UUID, Running> running = new ConcurrentHashMap<>();

    private final Semaphore wake = new Semaphore(0);
    private final Semaphore free;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("sync-", 0).factory());
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sync-leases").factory());
    private volatile boolean stopping;

    SyncWorkers(
            FinishSync passes,
            RunSync runSync,
            MirrorStore mirrors,
            Database database,
            SyncConfig config,
            MeterRegistry meters) {
        this.passes = passes;
        this.runSync = runSync;
        this.mirrors = mirrors;
        this.database = database;
        this.config = config;
        this.meters = meters;
        this.free = new Semaphore(config.workers());
    }

    void start(@Observes @Priority(4000) StartupEvent event, Signals signals) {
        meters.gauge("millrace.sync.running", running, Map::size);
        meters.gauge("millrace.sync.behind", this, SyncWorkers::behind);
        signals.listen(MirrorQueue.WORK, wake::release);
        long beat = config.lease().toMillis() / 3;
        heart.scheduleWithFixedDelay(this::renewLeases, beat, beat, TimeUnit.MILLISECONDS);
        Thread.ofPlatform().daemon().name("sync-dispatch").start(this::dispatch);
    }

    /** Passes under way end without having changed anything and give their leases back. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release();
        running.values().forEach(pass -> pass.cancelled().set(true));
        threads.shutdown();
        try {
            if (!endedWithin(GENTLE_STOP)) {
                // an interrupt ends a read from an upstream that says nothing
                threads.shutdownNow();
                if (!endedWithin(GENTLE_STOP)) {
                    LOG.warnf("%d syncs did not stop in time; their leases expire", running.size());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
    }

    private boolean endedWithin(Duration time) throws InterruptedException {
        return threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void dispatch() {
        while (!stopping) {
            try {
                while (!stopping && startNext()) {
                    // as long as something is due
                }
                if (wake.tryAcquire(LOOK_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("no work handed out, again in a second: %s", e.toString());
                pause();
            }
        }
    }

    /** Waits for a free place before it leases: a lease must not wait. */
    private boolean startNext() throws InterruptedException {
        free.acquire();
        Optional<Lease> lease = Optional.empty();
        try {
            lease = passes.begin();
            lease.ifPresent(taken -> {
                var begun = new Running(new AtomicBoolean(), new SyncProgress());
                running.put(taken.syncId(), begun);
                threads.execute(() -> pass(taken, begun));
            });
        } finally {
            if (lease.isEmpty()) {
                free.release();
            }
        }
        return lease.isPresent();
    }

    private void pass(Lease lease, Running begun) {
        var timer = Timer.start(meters);
        String outcome = "error";
        try {
            SyncOutcome made = run(lease, begun);
            // an interrupt was for the pass; giving the lease back still needs the database
            if (Thread.interrupted()) {
                LOG.debugf("syncId=%s was interrupted", lease.syncId());
            }
            log(lease, made);
            outcome = made.getClass().getSimpleName();
            running.remove(lease.syncId());
            passes.end(lease, made);
        } catch (RuntimeException e) {
            // the database is away: the lease expires and somebody begins again
            LOG.errorf(
                    e,
                    "syncId=%s repositoryId=%s not finished",
                    lease.syncId(),
                    lease.repository().id());
        } finally {
            timer.stop(meters.timer("millrace.sync.pass", "outcome", outcome));
            running.remove(lease.syncId());
            free.release();
            wake.release();
        }
    }

    private SyncOutcome run(Lease lease, Running begun) {
        AtomicBoolean cancelled = begun.cancelled();
        try {
            return runSync.run(lease, begun.progress(), cancelled::get);
        } catch (RuntimeException e) {
            if (cancelled.get()) {
                LOG.debugf(e, "syncId=%s ended by force", lease.syncId());
                return new SyncOutcome.GivenUp();
            }
            LOG.errorf(
                    e,
                    "syncId=%s repositoryId=%s failed",
                    lease.syncId(),
                    lease.repository().id());
            return new SyncOutcome.Failed("internal error, sync " + lease.syncId(), Optional.empty());
        }
    }

    private void renewLeases() {
        try {
            Set<UUID> held = Set.copyOf(running.keySet());
            if (held.isEmpty()) {
                return;
            }
            Set<UUID> renewed = database.inTransaction(tx -> mirrors.renew(tx, held, config.lease()));
            held.stream().filter(id -> !renewed.contains(id)).forEach(this::giveUp);
            database.useTransaction(tx -> renewed.forEach(id -> tell(tx, id)));
        } catch (RuntimeException e) {
            LOG.warnf("leases not renewed: %s", e.toString());
        }
    }

    private void tell(Transaction tx, UUID syncId) {
        Running pass = running.get(syncId);
        if (pass != null) {
            mirrors.progress(tx, syncId, pass.progress().words());
        }
    }

    private void giveUp(UUID syncId) {
        Running pass = running.get(syncId);
        if (pass != null && pass.cancelled().compareAndSet(false, true)) {
            LOG.warnf("syncId=%s lost its lease and stops", syncId);
        }
    }

    private static void log(Lease lease, SyncOutcome outcome) {
        var repository = lease.repository();
        switch (outcome) {
            case SyncOutcome.Equal equal -> {
                if (equal.refsMoved() > 0 || lease.requested()) {
                    LOG.infof(
                            "synced repositoryId=%s name=%s syncId=%s refsMoved=%d refsVersion=%d reason=\"%s\"",
                            repository.id(),
                            repository.name(),
                            lease.syncId(),
                            equal.refsMoved(),
                            equal.refsVersion(),
                            lease.requested() ? lease.reason() : "sweep");
                }
            }
            case SyncOutcome.Failed failed ->
                LOG.warnf(
                        "sync failed repositoryId=%s name=%s syncId=%s failures=%d: %s",
                        repository.id(), repository.name(), lease.syncId(), lease.failures() + 1, failed.reason());
            case SyncOutcome.Limited limited ->
                LOG.warnf(
                        "sync waits repositoryId=%s syncId=%s budget=%s seconds=%d: %s",
                        repository.id(),
                        lease.syncId(),
                        lease.budget(),
                        limited.pause().toSeconds(),
                        limited.reason());
            case SyncOutcome.Refused refused ->
                LOG.warnf(
                        "sync refused repositoryId=%s name=%s syncId=%s: %s",
                        repository.id(), repository.name(), lease.syncId(), refused.reason());
            case SyncOutcome.Gone gone -> LOG.infof("repositoryId=%s is gone", repository.id());
            case SyncOutcome.GivenUp givenUp -> LOG.infof("syncId=%s given up", lease.syncId());
        }
    }

    private double behind() {
        return database.inTransaction(mirrors::countBehind);
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A pass under way: whether it is to stop, and how far it is. */
    private record Running(AtomicBoolean cancelled, SyncProgress progress) {}
}
