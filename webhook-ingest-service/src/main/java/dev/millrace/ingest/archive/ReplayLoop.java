package dev.millrace.ingest.archive;

import dev.millrace.ingest.IngestConfig;
import dev.millrace.ingest.archive.RunReplay.Pass;
import dev.millrace.ingest.reconciliation.ReportedRefs;
import dev.millrace.ingest.relay.DeliveryRecords;
import dev.millrace.ingest.relay.KafkaPublisher;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;

/** Works off replays for as long as the service runs, on one thread and with a producer of its own. */
@ApplicationScoped
class ReplayLoop {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final KafkaPublisher publisher;
    private final RunReplay runReplay;
    private final PollLoop loop = new PollLoop("replay", BACKOFF, this::pass);

    ReplayLoop(
            Database database,
            ReplayStore store,
            DeliveryRecords records,
            ReportedRefs reports,
            MeterRegistry meters,
            Clock clock,
            BrokerConnection broker,
            IngestConfig config) {
        this.publisher = new KafkaPublisher(KafkaPublisher.producers(broker, "millrace.ingest.replay"));
        this.runReplay = new RunReplay(
                database,
                store,
                records,
                reports,
                publisher,
                new ReplayMeters(meters),
                clock,
                config.replay().rate());
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        if (loop.stop(STOP_TIMEOUT)) {
            publisher.close();
        }
    }

    /** A replay was requested. Returns at once. */
    void wake() {
        loop.wake();
    }

    private Next pass() {
        return switch (runReplay.run()) {
            case Pass.Idle idle -> Next.poll(POLL_INTERVAL);
            case Pass.Due(Duration in) -> Next.pause(in);
            case Pass.Stuck stuck -> Next.failed();
        };
    }
}
