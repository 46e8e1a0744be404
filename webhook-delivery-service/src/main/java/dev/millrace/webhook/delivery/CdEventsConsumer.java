package dev.millrace.webhook.delivery;

import dev.millrace.kit.consume.EventIntake;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code forge.scm} and {@code pipeline.run}, whose events are projected to CDEvents. */
@ApplicationScoped
class CdEventsConsumer {

    private final EventIntake intake;
    private final QueueCdEvents cdEvents;

    CdEventsConsumer(EventIntake intake, QueueCdEvents cdEvents) {
        this.intake = intake;
        this.cdEvents = cdEvents;
    }

    @Incoming("forge-scm")
    @Blocking
    void onForge(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    @Incoming("pipeline-run")
    @Blocking
    void onRun(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        RecordOrigin origin = RecordOrigin.of(record);
        intake.take(record, (tx, event) -> cdEvents.apply(tx, event, origin));
    }
}
