package dev.millrace.simulator.hooks;

import dev.millrace.simulator.faults.Fault;
import dev.millrace.simulator.faults.Faults;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends deliveries one after the other in the order of the events, which GitHub does not guarantee, unless a fault is
 * injected. A delivery that fails is recorded and not retried; that is up to the client that reads the list of deliveries.
 */
@ApplicationScoped
class SendDeliveries {

    private static final Logger LOG = Logger.getLogger(SendDeliveries.class);
    private static final long LONGEST_HOLD_SECONDS = 1;

    private final AppHook hook;
    private final Deliveries deliveries;
    private final DeliveryClient client;
    private final Faults faults;
    private final DeliveryIds ids;
    private final Clock clock;
    private final BlockingQueue<Delivery> queue = new LinkedBlockingQueue<>();
    private final List<Delivery> held = new ArrayList<>();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    SendDeliveries(
            AppHook hook, Deliveries deliveries, DeliveryClient client, Faults faults, DeliveryIds ids, Clock clock) {
        this.hook = hook;
        this.deliveries = deliveries;
        this.client = client;
        this.faults = faults;
        this.ids = ids;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        workers.execute(this::work);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    /** Queues a delivery, or applies a fault to it. */
    void add(Delivery delivery) {
        if (hook.url().isEmpty()) {
            LOG.debugf("no hook url, event=%s is not delivered", delivery.event());
            return;
        }
        deliveries.save(delivery);
        Optional<Fault> fault = faults.strikeDelivery(delivery.event());
        if (fault.isEmpty()) {
            queue.add(delivery);
        } else {
            LOG.infof("fault kind=%s event=%s guid=%s", fault.get().kind(), delivery.event(), delivery.guid());
            strike(delivery, fault.get());
        }
    }

    private void strike(Delivery delivery, Fault fault) {
        switch (fault.kind()) {
            case DROP -> drop(delivery, fault.recordedAs());
            case DUPLICATE -> {
                queue.add(delivery);
                Instant now = clock.instant();
                Delivery twin = delivery.again(ids.next(now), now, false);
                deliveries.save(twin);
                queue.add(twin);
            }
            case DELAY ->
                timer.schedule(
                        () -> workers.execute(() -> attempt(delivery)),
                        fault.delay().toMillis(),
                        TimeUnit.MILLISECONDS);
            case REORDER -> hold(delivery, fault.window());
            default -> throw new IllegalStateException("%s is no fault of a delivery".formatted(fault.kind()));
        }
    }

    private void drop(Delivery delivery, Fault.RecordedAs recordedAs) {
        switch (recordedAs) {
            case FAILED -> deliveries.save(client.pretend(delivery, Optional.empty()));
            case OK -> deliveries.save(client.pretend(delivery, Optional.of(202)));
            case THROTTLED -> deliveries.save(client.throttle(delivery));
            case UNLISTED -> deliveries.remove(delivery);
        }
    }

    private void hold(Delivery delivery, int window) {
        synchronized (held) {
            held.add(delivery);
            if (held.size() >= window) {
                release();
            } else if (held.size() == 1) {
                timer.schedule(this::release, LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void release() {
        synchronized (held) {
            // reversed first, so that two are always swapped
            Collections.reverse(held);
            if (held.size() > 2) {
                Collections.shuffle(held.subList(1, held.size()));
            }
            queue.addAll(held);
            held.clear();
        }
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                attempt(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(Delivery delivery) {
        Optional<URI> target = hook.url();
        try {
            if (target.isPresent()) {
                Delivery done = client.send(delivery, target.get());
                deliveries.save(done);
                done.attempt()
                        .filter(attempt -> !attempt.isSuccess())
                        .ifPresent(attempt -> LOG.warnf(
                                "delivery failed event=%s guid=%s status=%s",
                                done.event(), done.guid(), attempt.status()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // one delivery that cannot be sent must not end the sending of all others
            LOG.errorf(e, "delivery broke event=%s guid=%s", delivery.event(), delivery.guid());
        }
    }
}
