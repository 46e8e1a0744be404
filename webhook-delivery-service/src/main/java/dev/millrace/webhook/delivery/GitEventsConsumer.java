package dev.millrace.webhook.delivery;

import dev.millrace.events.Event;
import dev.millrace.kit.consume.OrderedIntake;
import dev.millrace.kit.database.Transaction;
import dev.millrace.webhook.subscription.FollowRepositories;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code git.updates} and {@code git.sync}. Endpoints receive the events of a repository in their order. */
@ApplicationScoped
class GitEventsConsumer {

    private final OrderedIntake intake;
    private final FollowRepositories repositories;
    private final QueueDeliveries deliveries;

    GitEventsConsumer(OrderedIntake intake, FollowRepositories repositories, QueueDeliveries deliveries) {
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
        intake.take(record, each -> this::apply);
    }

    private void apply(Transaction tx, Event event) {
        repositories.apply(tx, event);
        deliveries.apply(tx, event);
    }
}
