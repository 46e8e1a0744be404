package dev.millrace.githttp.webhook.delivery;

import dev.millrace.githttp.webhook.subscription.WebhookConfig;
import dev.millrace.githttp.webhook.subscription.WebhookStore;
import dev.millrace.githttp.webhook.subscription.Webhooks;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends what is due, several at once, until the process stops, and deletes what is old. One thread leases; it wakes by signal
 * and looks by itself every second, which is also how repetitions come due.
 */
@ApplicationScoped
class DeliveryWorkers {

    private static final Logger LOG = Logger.getLogger(DeliveryWorkers.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(3);
    private static final int DELETED_AT_ONCE = 5_000;

    private final SendDelivery sendDelivery;
    private final DeliveryStore deliveries;
    private final WebhookStore webhooks;
    private final Database database;
    private final WebhookConfig config;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore free;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("webhook-", 0).factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("webhook-cleaning").factory());
    private volatile boolean stopping;

    DeliveryWorkers(
            SendDelivery sendDelivery,
            DeliveryStore deliveries,
            WebhookStore webhooks,
            Database database,
            WebhookConfig config,
            Clock clock) {
        this.sendDelivery = sendDelivery;
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.free = new Semaphore(config.workers());
    }

    void start(@Observes @Priority(4000) StartupEvent event, Signals signals, MeterRegistry meters) {
        meters.gauge("millrace.webhooks.waiting", this, DeliveryWorkers::waiting);
        signals.listen(Webhooks.WORK, wake::release);
        long every = config.cleanEvery().toMillis();
        timer.scheduleWithFixedDelay(this::clean, every, every, TimeUnit.MILLISECONDS);
        Thread.ofPlatform().daemon().name("webhook-dispatch").start(this::dispatch);
    }

    /** Deliveries under way are waited for; one that takes longer is sent again when its lease has expired. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release();
        timer.shutdownNow();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GENTLE_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dispatch() {
        while (!stopping) {
            try {
                while (!stopping && sendNext()) {
                    // as long as something is due
                }
                if (wake.tryAcquire(LOOK_BY_ITSELF.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warnf("no deliveries handed out, again in a second: %s", e.toString());
                    pause();
                }
            }
        }
    }

    /** Waits for a free place before it leases: a lease must not wait. */
    private boolean sendNext() throws InterruptedException {
        free.acquire();
        Optional<Claim> claim = Optional.empty();
        try {
            claim = stopping ? Optional.empty() : sendDelivery.claim();
            claim.ifPresent(taken -> threads.execute(() -> send(taken)));
        } finally {
            if (claim.isEmpty()) {
                free.release();
            }
        }
        return claim.isPresent();
    }

    private void send(Claim claim) {
        try {
            sendDelivery.send(claim);
        } catch (RuntimeException e) {
            // not written down: the lease expires and the delivery is sent again
            LOG.errorf(e, "deliveryId=%s not finished", claim.id());
        } finally {
            free.release();
            wake.release();
        }
    }

    private void clean() {
        try {
            Instant oldest = clock.instant().minus(config.kept());
            int orphans = database.inTransaction(webhooks::deleteOfDeletedRepositories);
            int old = 0;
            int deleted;
            do {
                deleted = database.inTransaction(tx -> deliveries.deleteBefore(tx, oldest, DELETED_AT_ONCE));
                old += deleted;
            } while (deleted == DELETED_AT_ONCE);
            if (orphans + old > 0) {
                LOG.infof("webhooks cleaned oldDeliveries=%d webhooksOfDeletedRepositories=%d", old, orphans);
            }
        } catch (RuntimeException e) {
            // what is left is found the next time
            LOG.warnf("webhooks not cleaned: %s", e.toString());
        }
    }

    private double waiting() {
        return database.inStatement(tx -> deliveries.countDue(tx, clock.instant()));
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
