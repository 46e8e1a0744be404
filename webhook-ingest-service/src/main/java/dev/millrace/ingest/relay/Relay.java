package dev.millrace.ingest.relay;

import dev.millrace.ingest.delivery.InboxSignal;
import dev.millrace.ingest.relay.PublishPending.Pass;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps publishing for as long as the service runs, on one thread: a pass takes every free shard, so more threads would add
 * nothing but memory.
 *
 * <p>An instance wakes itself for what it took in, and looks once a second for what others left behind when they died.
 * There is deliberately no NOTIFY on the way in: PostgreSQL lets transactions that notify commit one after the other, which
 * costs more than the second it could save.
 */
@ApplicationScoped
class Relay implements InboxSignal {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final Duration LOOK_BY_ITSELF = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    /** Under load deliveries share a pass, which costs the same for one as for many; a first one never waits. */
    private static final Duration GATHER = Duration.ofMillis(25);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final PublishPending publishPending;
    private final KafkaPublisher publisher;
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread thread;

    Relay(
            Database database,
            InboxStore store,
            DeliveryRecords records,
            MeterRegistry meters,
            Clock clock,
            BrokerConnection broker) {
        this.publisher = new KafkaPublisher(KafkaPublisher.producers(broker));
        this.publishPending = new PublishPending(database, store, records, publisher, meters, clock);
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        thread = Thread.ofPlatform().daemon().name("relay").start(this::run);
    }

    void onStop(@Observes ShutdownEvent stop) throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(3));
        }
    }

    @Override
    public void stored() {
        signals.release();
    }

    private void run() {
        try (publisher) {
            Duration pause = FIRST_PAUSE;
            while (!stopped) {
                Pass pass = passQuietly();
                if (pass == Pass.STUCK) {
                    Thread.sleep(pause); // a signal would not help
                    pause = longer(pause);
                } else {
                    pause = FIRST_PAUSE;
                    awaitSignal(pass);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("relay stopped");
        }
    }

    private Pass passQuietly() {
        try {
            return publishPending.run();
        } catch (RuntimeException e) {
            if (!stopped) {
                LOG.warnf("nothing published, again soon: %s", e.toString());
            }
            return Pass.STUCK;
        }
    }

    private void awaitSignal(Pass pass) throws InterruptedException {
        switch (pass) {
            case BUSY -> Thread.sleep(GATHER);
            case SHARED -> awaitSignal(LOOK_AGAIN);
            case IDLE, STUCK -> awaitSignal(LOOK_BY_ITSELF);
        }
    }

    private void awaitSignal(Duration longest) throws InterruptedException {
        if (signals.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
