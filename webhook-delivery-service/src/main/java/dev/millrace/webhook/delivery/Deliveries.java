package dev.millrace.webhook.delivery;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.webhook.cdevents.ProjectEvent;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.Webhooks;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists deliveries for callers, and adds those that callers request. */
@Singleton
class Deliveries {

    private static final String PING = "ping";

    private final Database database;
    private final DeliveryStore store;
    private final ProjectEvent projectEvent;
    private final Clock clock;

    Deliveries(Database database, DeliveryStore store, ProjectEvent projectEvent, Clock clock) {
        this.database = database;
        this.store = store;
        this.projectEvent = projectEvent;
        this.clock = clock;
    }

    /** The delivery of this id, if the webhook has it. */
    Optional<Delivery> find(Webhook webhook, UUID id) {
        return database.inStatement(tx -> store.find(tx, webhook.id(), id));
    }

    /**
     * One page, newest first.
     *
     * @param state only those in this state
     * @param before number of the last one of the previous page; {@link Long#MAX_VALUE} for the first page
     * @param limit 1 to 101
     */
    List<Delivery> list(Webhook webhook, Optional<State> state, long before, int limit) {
        return database.inStatement(tx -> store.list(tx, webhook.id(), state, before, limit));
    }

    /** Sends a signed {@code ping} soon, once, ahead of all waiting deliveries, also to a disabled webhook. */
    Delivery test(Webhook webhook) {
        UUID id = UUID.randomUUID();
        String payload = switch (webhook.format()) {
            case CODE_STORAGE -> Payloads.ping(webhook.id(), webhook.team(), webhook.repositoryId(), clock.instant());
            case CDEVENTS ->
                projectEvent.ping(id, webhook.id(), clock.instant()).cloudEventJson();
        };
        return add(new NewDelivery(
                id, webhook.id(), id, webhook.repositoryId(), PING, payload, Optional.empty(), true, clock.instant()));
    }

    /** Sends a delivery again soon, ahead of all waiting ones, under its first id, and retried like any other. */
    Delivery redeliver(Delivery delivery) {
        UUID id = UUID.randomUUID();
        return add(new NewDelivery(
                id,
                delivery.webhookId(),
                id,
                delivery.repositoryId(),
                delivery.event(),
                delivery.payload(),
                Optional.of(delivery.repeats().orElse(delivery.id())),
                delivery.event().equals(PING),
                clock.instant()));
    }

    private Delivery add(NewDelivery delivery) {
        return database.inTransaction(tx -> {
            store.add(tx, List.of(delivery));
            Signals.send(tx, Webhooks.WORK);
            return store.find(tx, delivery.webhookId(), delivery.id()).orElseThrow();
        });
    }
}
