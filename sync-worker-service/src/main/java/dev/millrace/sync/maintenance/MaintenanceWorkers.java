package dev.millrace.sync.maintenance;

import dev.millrace.git.maintenance.Maintenance;
import dev.millrace.git.maintenance.MaintenanceLease;
import dev.millrace.kit.database.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
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
 * Leases repositories whose packs are to be looked at, and does what they need, until the process stops. Wakes by signal,
 * and looks by itself every second: expiries, retries and leases of processes that died come due without any.
 */
@ApplicationScoped
class MaintenanceWorkers {

    private static final Logger LOG = Logger.getLogger(MaintenanceWorkers.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(2);

    private final Maintenance maintenance;
    private final PackConfig config;
    private final MeterRegistry meters;

    /** Leases held, with whether the work is to stop. */
    private final Map<UUID, AtomicBoolean> running = new ConcurrentHashMap<>();

    private final Semaphore wake = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("maintenance-", 0).factory());
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("maintenance-leases").factory());
    private volatile boolean stopping;

    MaintenanceWorkers(Maintenance maintenance, PackConfig config, MeterRegistry meters) {
        this.maintenance = maintenance;
        this.config = config;
        this.meters = meters;
    }

    void start(@Observes @Priority(4100) StartupEvent event, Signals signals) {
        if (config.workers() == 0) {
            return;
        }
        meters.gauge("millrace.maintenance.running", running, Map::size);
        meters.gauge("millrace.maintenance.waiting", maintenance, Maintenance::waiting);
        signals.listen(Maintenance.WORK, wake::release);
        long beat = config.lease().toMillis() / 3;
        heart.scheduleWithFixedDelay(this::renewLeases, beat, beat, TimeUnit.MILLISECONDS);
        for (int i = 0; i < config.workers(); i++) {
            threads.execute(this::workUntilStopped);
        }
    }

    /** Work under way is given up without having changed anything. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release(config.workers());
        running.values().forEach(cancelled -> cancelled.set(true));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GENTLE_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("maintenance of %d repositories did not stop in time; leases expire", running.size());
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heart.shutdownNow();
    }

    private void workUntilStopped() {
        while (!stopping) {
            try {
                while (!stopping && workOnce()) {
                    // as long as something is due
                }
                if (wake.tryAcquire(LOOK_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("no maintenance handed out, again in a second: %s", e.toString());
                pause();
            }
        }
    }

    private boolean workOnce() {
        Optional<MaintenanceLease> lease = maintenance.claim(config.lease());
        lease.ifPresent(this::work);
        return lease.isPresent();
    }

    private void work(MaintenanceLease lease) {
        var cancelled = new AtomicBoolean(stopping);
        running.put(lease.id(), cancelled);
        var timer = Timer.start(meters);
        String outcome = "failed";
        try {
            outcome = maintenance
                    .work(lease, cancelled::get)
                    .getClass()
                    .getSimpleName()
                    .toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) {
            LOG.warnf(e, "repositoryId=%s maintenance failed and is tried again", lease.repositoryId());
        } finally {
            running.remove(lease.id());
            timer.stop(meters.timer("millrace.maintenance.run", "outcome", outcome));
        }
    }

    private void renewLeases() {
        try {
            Set<UUID> held = Set.copyOf(running.keySet());
            if (!held.isEmpty()) {
                Set<UUID> renewed = maintenance.renew(held, config.lease());
                held.stream().filter(id -> !renewed.contains(id)).forEach(this::giveUp);
            }
        } catch (RuntimeException e) {
            LOG.warnf("leases of maintenance not renewed: %s", e.toString());
        }
    }

    private void giveUp(UUID leaseId) {
        AtomicBoolean cancelled = running.get(leaseId);
        if (cancelled != null && cancelled.compareAndSet(false, true)) {
            LOG.warnf("leaseId=%s of maintenance was lost; the work stops", leaseId);
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
