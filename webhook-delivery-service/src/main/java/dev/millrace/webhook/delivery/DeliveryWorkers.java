package dev.millrace.webhook.delivery;

import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.WebhookStore;
import dev.millrace.webhook.subscription.Webhooks;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sends what is due, several at once, until the process stops, and deletes what is old. */
@ApplicationScoped
class DeliveryWorkers implements LeasedWork<Claim> {

    private static final Logger LOG = Logger.getLogger(DeliveryWorkers.class);
    private static final Duration GENTLE_STOP = Duration.ofSeconds(2);
    private static final int DELETED_AT_ONCE = 5_000;

    private final SendDelivery sendDelivery;
    private final DeliveryStore deliveries;
    private final WebhookStore webhooks;
    private final Database database;
    private final WebhookConfig config;
    private final Clock clock;
    private final WorkLoop<Claim> loop;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("webhook-cleaning").factory());

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
        this.loop = WorkLoop.onVirtualThreads("webhook", config.workers(), this);
    }

    void start(@Observes @Priority(4000) StartupEvent event, Signals signals, MeterRegistry meters) {
        meters.gauge("millrace.webhooks.waiting", this, DeliveryWorkers::waiting);
        signals.listen(Webhooks.WORK, loop::wake);
        long every = config.cleanEvery().toMillis();
        timer.scheduleWithFixedDelay(this::clean, every, every, TimeUnit.MILLISECONDS);
        loop.start();
    }

    /** Deliveries under way are waited for; one that takes longer is sent again when its lease has expired. */
    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        if (!loop.stop(GENTLE_STOP)) {
            LOG.warn("not all deliveries ended in time; their leases expire");
        }
    }

    @Override
    public Optional<Claim> claim() {
        return sendDelivery.claim();
    }

    @Override
    public void work(Claim claim) {
        try {
            sendDelivery.send(claim);
        } catch (RuntimeException e) {
            // not written down: the lease expires and the delivery is sent again
            LOG.errorf(e, "deliveryId=%s not finished", claim.id());
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
}
