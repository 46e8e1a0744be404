package dev.millrace.webhook.delivery;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.log.LogFields;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.LeasedWork;
import dev.millrace.kit.work.WorkLoop;
import dev.millrace.webhook.subscription.FollowRepositories;
import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.Webhooks;
import io.micrometer.core.instrument.Tags;
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

/** Sends due deliveries, several at once, until the process stops, and deletes old ones. */
@ApplicationScoped
class DeliveryWorkers implements LeasedWork<Claim> {

    private static final Logger LOG = Logger.getLogger(DeliveryWorkers.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final int DELETE_BATCH = 5_000;

    private final SendDelivery sendDelivery;
    private final DeliveryStore deliveries;
    private final FollowRepositories repositories;
    private final Database database;
    private final WebhookConfig config;
    private final Clock clock;
    private final WorkLoop<Claim> loop;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("delivery-retention").factory());

    DeliveryWorkers(
            SendDelivery sendDelivery,
            DeliveryStore deliveries,
            FollowRepositories repositories,
            Database database,
            WebhookConfig config,
            Clock clock) {
        this.sendDelivery = sendDelivery;
        this.deliveries = deliveries;
        this.repositories = repositories;
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.loop = WorkLoop.onVirtualThreads("webhook", config.workers(), this);
    }

    void start(@Observes @Priority(4000) StartupEvent event, Signals signals, QueueMeters queues) {
        queues.watch(
                "millrace.webhooks",
                "repositories of webhooks with a delivery that is due",
                Tags.empty(),
                tx -> deliveries.waiting(tx, clock.instant()));
        signals.listen(Webhooks.WORK, loop::wake);
        long every = config.cleanEvery().toMillis();
        timer.scheduleWithFixedDelay(this::deleteOld, every, every, TimeUnit.MILLISECONDS);
        loop.start();
    }

    /** Waits for deliveries in progress; one that takes longer is sent again when its lease has expired. */
    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
        if (!loop.stop(STOP_TIMEOUT)) {
            LOG.warn("not all deliveries ended in time; their leases expire");
        }
    }

    @Override
    public Optional<Claim> claim() {
        return sendDelivery.claim();
    }

    @Override
    public void work(Claim claim) {
        try (var fields = LogFields.of(LogFields.DELIVERY_ID, claim.id())) {
            send(claim);
        }
    }

    private void send(Claim claim) {
        try {
            sendDelivery.send(claim);
        } catch (RuntimeException e) {
            // not recorded: the lease expires and the delivery is sent again
            LOG.errorf(e, "deliveryId=%s not finished", claim.id());
        }
    }

    private void deleteOld() {
        try {
            Instant oldest = clock.instant().minus(config.kept());
            database.useTransaction(tx -> repositories.forgetDeletedBefore(tx, oldest));
            int total = 0;
            int deleted;
            do {
                deleted = database.inTransaction(tx -> deliveries.deleteBefore(tx, oldest, DELETE_BATCH));
                total += deleted;
            } while (deleted == DELETE_BATCH);
            if (total > 0) {
                LOG.infof("old deliveries deleted count=%d", total);
            }
        } catch (RuntimeException e) {
            // the next run deletes the rest
            LOG.warnf("old deliveries not deleted: %s", e.toString());
        }
    }
}
