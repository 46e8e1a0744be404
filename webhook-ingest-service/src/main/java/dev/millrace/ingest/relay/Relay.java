package dev.millrace.ingest.relay;

import dev.millrace.ingest.delivery.InboxSignal;
import dev.millrace.ingest.reconciliation.ReportedRefs;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.meter.QueueMeters;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/**
 * Publishes continuously for as long as the service runs, on one thread: a pass takes every free shard, so more threads
 * would only use more memory.
 *
 * <p>An instance wakes its own relay for deliveries it accepted, and polls once a second for those that crashed instances
 * left behind. Accepting a delivery deliberately sends no NOTIFY: PostgreSQL lets transactions that notify commit one after
 * the other, which costs more than the second it could save.
 */
@ApplicationScoped
class Relay implements InboxSignal {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration POLL_SOON = Duration.ofMillis(50);
    /** Under load deliveries share a pass, which costs the same for one as for many; the first one never waits. */
    private static final Duration GATHER = Duration.ofMillis(25);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final InboxStore store;
    private final PublishPending publishPending;
    private final KafkaPublisher publisher;
    private final PollLoop loop = new PollLoop("relay", BACKOFF, this::pass);

    Relay(
            Database database,
            InboxStore store,
            DeliveryRecords records,
            ReportedRefs reports,
            MeterRegistry meters,
            Clock clock,
            BrokerConnection broker) {
        this.store = store;
        this.publisher = new KafkaPublisher(KafkaPublisher.producers(broker, "millrace.ingest.relay"));
        this.publishPending = new PublishPending(database, store, records, reports, publisher, meters, clock);
    }

    void onStart(@Observes @Priority(3000) StartupEvent start, QueueMeters queues) {
        queues.watch("millrace.ingest.inbox", "deliveries that are not published", Tags.empty(), store::waiting);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        if (loop.stop(STOP_TIMEOUT)) {
            publisher.close();
        }
    }

    @Override
    public void stored() {
        loop.wake();
    }

    private Next pass() {
        return switch (publishPending.run()) {
            case BUSY -> Next.pause(GATHER);
            case SHARED -> Next.poll(POLL_SOON);
            case IDLE -> Next.poll(POLL_INTERVAL);
            // a wake-up would not help
            case STUCK -> Next.failed();
        };
    }
}
