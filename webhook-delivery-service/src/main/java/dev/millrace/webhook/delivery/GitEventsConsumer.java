package dev.millrace.webhook.delivery;

import dev.millrace.kit.consume.EventIntake;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes in {@code git.updates} and {@code git.sync}. */
@ApplicationScoped
class GitEventsConsumer {

    private final EventIntake intake;
    private final QueueDeliveries deliveries;

    GitEventsConsumer(EventIntake intake, QueueDeliveries deliveries) {
        this.intake = intake;
        this.deliveries = deliveries;
    }

    @Incoming("webhook-git-updates")
    @Blocking
    void onUpdate(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    @Incoming("webhook-git-sync")
    @Blocking
    void onSync(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        intake.take(record, "webhooks/" + record.topic(), deliveries::apply);
    }
}
