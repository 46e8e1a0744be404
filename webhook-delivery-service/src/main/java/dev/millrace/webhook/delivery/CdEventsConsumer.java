package dev.millrace.webhook.delivery;

import dev.millrace.kit.consume.EventIntake.EventEffect;
import dev.millrace.kit.consume.OrderedIntake;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Consumes {@code forge.scm} and {@code pipeline.run}, whose events are projected to CDEvents. Endpoints receive the events of a
 * repository in their order.
 */
@ApplicationScoped
class CdEventsConsumer {

    private final OrderedIntake intake;
    private final QueueCdEvents cdEvents;

    CdEventsConsumer(OrderedIntake intake, QueueCdEvents cdEvents) {
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
        intake.take(record, this::effect);
    }

    private EventEffect effect(ConsumerRecord<String, byte[]> record) {
        RecordOrigin origin = RecordOrigin.of(record);
        return (tx, event) -> cdEvents.apply(tx, event, origin);
    }
}
