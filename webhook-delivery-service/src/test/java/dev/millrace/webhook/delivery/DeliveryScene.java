package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Event;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestPostgres;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.access.VisibleWebhooks;
import dev.millrace.webhook.cdevents.ProjectEvent;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.subscription.CreateOutcome.Created;
import dev.millrace.webhook.subscription.EventSelection.CodeStorageEvents;
import dev.millrace.webhook.subscription.NewWebhook;
import dev.millrace.webhook.subscription.Subscriptions;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.WebhookConfigTest;
import dev.millrace.webhook.subscription.WebhookEvent;
import dev.millrace.webhook.subscription.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The delivery of events of team {@code acme} to a real endpoint, with a settable clock and a database without webhooks. */
final class DeliveryScene implements AutoCloseable {

    static final String SECRET = "a-secret-of-the-tests";
    static final String ONE = "1".repeat(40);
    static final String TWO = "2".repeat(40);
    static final String ZEROS = "0".repeat(40);

    private static final DataSource DATA_SOURCE = migrated();
    private static final SecretBox SECRETS =
            SecretBox.createdIn(TestGit.freshFolder().resolve("keyset.json"));
    static final ObjectMapper JSON = new ObjectMapper();

    final Database database = new Database(DATA_SOURCE);
    final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final WebhookConfig config = WebhookConfigTest.config(Map.of("millrace.webhooks.timeout", "PT5S"));
    final DeliveryStore deliveryStore = new DeliveryStore();
    final ProjectEvent projectEvent = new ProjectEvent(URI.create("https://millrace.test"));
    final Deliveries deliveries = new Deliveries(database, deliveryStore, projectEvent, clock);
    final Receiver receiver = Receiver.start();
    final MirroredRepository widgets = repository("acme/widgets");
    volatile String leadsTo = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final OutboundAddresses addresses =
            new OutboundAddresses(List.of("127.0.0.1"), host -> Arrays.asList(InetAddress.getAllByName(leadsTo)));
    private final Subscriptions subscriptions = Subscriptions.in(database, SECRETS, addresses, config, clock);
    private final QueueDeliveries queue =
            new QueueDeliveries(subscriptions.subscribers(), deliveryStore, new SyncRunStore(), clock);
    private final Inbox inbox = new Inbox("webhook");
    private final QueueCdEvents queueCdEvents = new QueueCdEvents(
            projectEvent,
            subscriptions.subscribers(),
            deliveryStore,
            inbox,
            new Outbox("webhook", new EventCodec(URI.create("/webhook-delivery"))),
            clock);
    final Webhooks webhooks = subscriptions.webhooks();
    final WebhookClient client =
            new WebhookClient(vertx, new HttpClientOptions(), config.timeout(), 1000, config.workers());
    final SendDelivery sendDelivery = process();

    DeliveryScene() {
        database.useTransaction(tx -> tx.handle().execute("delete from webhook.subscription"));
    }

    @Override
    public void close() {
        receiver.close();
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    void sendUntilNothingWaits(SendDelivery process) {
        while (due() > 0) {
            process.claim().ifPresent(process::send);
        }
    }

    long due() {
        return database.inTransaction(
                tx -> deliveryStore.waiting(tx, clock.instant()).count());
    }

    void sendAll() {
        Optional<Claim> next = sendDelivery.claim();
        while (next.isPresent()) {
            sendDelivery.send(next.get());
            next = sendDelivery.claim();
        }
    }

    void happens(Event event) {
        database.useTransaction(tx -> {
            subscriptions.repositories().apply(tx, event);
            queue.apply(tx, event);
        });
    }

    /** As {@link #happens(Event)}, for an event that is projected. The record is taken as the intake takes it. */
    void happens(Event event, RecordOrigin origin) {
        UUID record = origin.replay().map(Replay::recordId).orElse(event.eventId());
        database.useTransaction(tx -> {
            if (inbox.isNew(tx, origin.topic(), record)) {
                queueCdEvents.apply(tx, event, origin);
            }
        });
    }

    SendDelivery process() {
        return new SendDelivery(
                database,
                deliveryStore,
                subscriptions.health(),
                subscriptions.secrets(),
                addresses,
                client,
                config,
                clock,
                new SimpleMeterRegistry());
    }

    Webhook create(URI url, WebhookEvent... events) {
        return create(Optional.empty(), url, events);
    }

    Webhook create(Optional<MirroredRepository> repository, URI url, WebhookEvent... events) {
        if (webhooks.create(request(repository, url, events)) instanceof Created(Webhook created, String secret)) {
            return created;
        }
        throw new IllegalStateException("not created");
    }

    static NewWebhook request(Optional<MirroredRepository> repository, URI url, WebhookEvent... events) {
        return new NewWebhook(
                "acme",
                repository.map(it -> new KnownRepository(it.id(), it.name())),
                url,
                new CodeStorageEvents(List.of(events)),
                Optional.of(SECRET),
                "ada");
    }

    Webhook current(Webhook webhook) {
        return webhooks.find(reach(), webhook.id()).orElseThrow();
    }

    Delivery only(Webhook webhook) {
        List<Delivery> all = deliveries.list(webhook, Optional.empty(), Long.MAX_VALUE, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    List<String> refs() {
        return receiver.requests().stream()
                .map(request -> field(request, "/ref"))
                .toList();
    }

    static VisibleWebhooks reach() {
        return new VisibleWebhooks("acme", Optional.empty());
    }

    static MirroredRepository repository(String name) {
        return new MirroredRepository(UUID.randomUUID(), "acme", name, Optional.empty());
    }

    RefsMoved push(MirroredRepository repository) {
        return push(repository, "main");
    }

    RefsMoved push(MirroredRepository repository, String branch) {
        return moved(repository, new RefMove("refs/heads/" + branch, Optional.of(ONE), Optional.of(TWO)));
    }

    RefsMoved moved(MirroredRepository repository, RefMove... moves) {
        return new RefsMoved(
                UUID.randomUUID(), repository, RefsMoved.Cause.PUSH, 1, 0, List.of(moves), List.of(), clock.instant());
    }

    static String field(Request request, String pointer) {
        try {
            return JSON.readTree(request.body()).at(pointer).asText();
        } catch (IOException e) {
            throw new IllegalStateException(request.body(), e);
        }
    }

    private static DataSource migrated() {
        DataSource database = TestPostgres.database();
        Flyway.configure()
                .dataSource(database)
                .schemas("webhook")
                .defaultSchema("webhook")
                .createSchemas(true)
                .locations("db/kit", "db/webhook")
                .load()
                .migrate();
        return database;
    }
}
