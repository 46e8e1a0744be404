package dev.millrace.webhook.delivery;

import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.Webhooks;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What people see of deliveries, and those that they wish for. */
@Singleton
public class Deliveries {

    private static final String PING = "ping";

    private final Database database;
    private final DeliveryStore store;
    private final Clock clock;

    Deliveries(Database database, DeliveryStore store, Clock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /** Looks one up. */
    public Optional<Delivery> find(Webhook webhook, UUID id) {
        return database.inStatement(tx -> store.find(tx, webhook.id(), id));
    }

    /**
     * One page, newest first.
     *
     * @param state only those that are this far
     * @param before number of the last one of the page before; {@link Long#MAX_VALUE} for the first page
     * @param limit 1 to 101
     */
    public List<Delivery> list(Webhook webhook, Optional<State> state, long before, int limit) {
        return database.inStatement(tx -> store.list(tx, webhook.id(), state, before, limit));
    }

    /** Sends a signed {@code ping} soon, once, past all that waits, also to a webhook that is disabled. */
    public Delivery test(Webhook webhook) {
        UUID id = UUID.randomUUID();
        String payload = Payloads.ping(webhook.id(), webhook.team(), webhook.repositoryId(), clock.instant());
        return add(new NewDelivery(
                id, webhook.id(), id, webhook.repositoryId(), PING, payload, Optional.empty(), true, clock.instant()));
    }

    /** Sends a delivery again soon, past all that waits, under the id that it had, and repeated like any other. */
    public Delivery redeliver(Delivery delivery) {
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

    private Delivery add(NewDelivery wanted) {
        return database.inTransaction(tx -> {
            store.add(tx, List.of(wanted));
            Signals.send(tx, Webhooks.WORK);
            return store.find(tx, wanted.webhookId(), wanted.id()).orElseThrow();
        });
    }
}
