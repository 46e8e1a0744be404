package dev.millrace.sync.sync;

import dev.millrace.events.Event;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Transaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes in {@code git.sync.requests}. */
@ApplicationScoped
class SyncRequestsConsumer {

    private final EventIntake intake;
    private final MirrorQueue mirrors;

    SyncRequestsConsumer(EventIntake intake, MirrorQueue mirrors) {
        this.intake = intake;
        this.mirrors = mirrors;
    }

    @Incoming("sync-requests")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        if (event instanceof SyncRequested wish) {
            mirrors.request(tx, wish.repositoryId(), wish.reason());
        }
    }
}
