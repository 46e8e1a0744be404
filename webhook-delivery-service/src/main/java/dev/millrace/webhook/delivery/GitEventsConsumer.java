package dev.millrace.webhook.delivery;

import dev.millrace.events.Event;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.subscription.FollowRepositories;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code git.updates} and {@code git.sync}. */
@ApplicationScoped
class GitEventsConsumer {

    private final EventIntake intake;
    private final FollowRepositories repositories;
    private final QueueDeliveries deliveries;

    GitEventsConsumer(EventIntake intake, FollowRepositories repositories, QueueDeliveries deliveries) {
        this.intake = intake;
        this.repositories = repositories;
        this.deliveries = deliveries;
    }

    @Incoming("git-updates")
    @Blocking
    void onUpdate(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    @Incoming("git-sync")
    @Blocking
    void onSync(ConsumerRecord<String, byte[]> record) {
        take(record);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        repositories.apply(tx, event);
        deliveries.apply(tx, event);
    }
}
