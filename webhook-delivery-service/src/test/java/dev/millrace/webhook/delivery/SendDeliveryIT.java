package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.events.Event;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.secret.SecretBox;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestPostgres;
import dev.millrace.webhook.access.KnownRepository;
import dev.millrace.webhook.access.VisibleWebhooks;
import dev.millrace.webhook.delivery.Delivery.State;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.subscription.CreateOutcome.Created;
import dev.millrace.webhook.subscription.CreateOutcome.RepositoryMissing;
import dev.millrace.webhook.subscription.FollowRepositories;
import dev.millrace.webhook.subscription.NewWebhook;
import dev.millrace.webhook.subscription.RotateOutcome.Rotated;
import dev.millrace.webhook.subscription.Webhook;
import dev.millrace.webhook.subscription.WebhookConfig;
import dev.millrace.webhook.subscription.WebhookConfigTest;
import dev.millrace.webhook.subscription.WebhookEvent;
import dev.millrace.webhook.subscription.WebhookSecrets;
import dev.millrace.webhook.subscription.WebhookStore;
import dev.millrace.webhook.subscription.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending with a settable clock, a real database and a real endpoint. */
class SendDeliveryIT {

    private static final DataSource DATA_SOURCE = migrated();
    private static final Vertx VERTX = Vertx.vertx();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a-secret-of-the-tests";
    private static final String ONE = "1".repeat(40);
    private static final String TWO = "2".repeat(40);
    private static final String ZEROS = "0".repeat(40);

    @TempDir
    private static Path folder;

    private final Database database = new Database(DATA_SOURCE);
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final WebhookConfig config = WebhookConfigTest.config(Map.of("millrace.webhooks.timeout", "PT5S"));
    private final WebhookStore webhookStore = new WebhookStore();
    private final WebhookSecrets secrets =
            new WebhookSecrets(SecretBox.createdIn(folder.resolve("keyset.json")), webhookStore);
    private final DeliveryStore deliveryStore = new DeliveryStore();
    private final Deliveries deliveries = new Deliveries(database, deliveryStore, clock);
    private final FollowRepositories repositories = new FollowRepositories(webhookStore);
    private final QueueDeliveries queue = new QueueDeliveries(webhookStore, deliveryStore, new SyncRunStore(), clock);
    private final WebhookClient client =
            new WebhookClient(VERTX, new HttpClientOptions(), config.timeout(), 1000, config.workers());
    private volatile String leadsTo = "127.0.0.1";
    private final OutboundAddresses addresses =
            new OutboundAddresses(List.of("127.0.0.1"), host -> Arrays.asList(InetAddress.getAllByName(leadsTo)));
    private final Webhooks webhooks = new Webhooks(database, webhookStore, secrets, addresses, config, clock);
    private final SendDelivery sendDelivery = process();
    private final Receiver receiver = Receiver.start();
    private final MirroredRepository widgets = repository("acme/widgets");

    @BeforeEach
    void deleteOthers() {
        database.useTransaction(tx -> tx.handle().execute("delete from webhook.subscription"));
    }

    @AfterEach
    void stop() {
        receiver.close();
        client.close();
    }

    @AfterAll
    static void stopVertx() {
        VERTX.close();
    }

    @Test
    void sendsEachMovedRefInOrderAndSigned() throws IOException {
        create(receiver.url("/hook"), WebhookEvent.PUSH);

        happens(moved(
                widgets,
                new RefMove("HEAD", Optional.of("refs/heads/old"), Optional.of("refs/heads/main")),
                new RefMove("refs/heads/gone", Optional.of(ONE), Optional.empty()),
                new RefMove("refs/heads/main", Optional.of(ONE), Optional.of(TWO)),
                new RefMove("refs/namespaces/ephemeral/refs/heads/x", Optional.empty(), Optional.of(TWO)),
                new RefMove("refs/tags/v1", Optional.empty(), Optional.of(TWO))));
        sendAll();

        assertThat(receiver.requests())
                .extracting(request ->
                        field(request, "/ref") + " " + field(request, "/before").charAt(0)
                                + field(request, "/after").charAt(0))
                .containsExactly("refs/heads/gone 10", "refs/heads/main 12", "refs/tags/v1 02");
        Request first = receiver.requests().getFirst();
        assertThat(first.header("Content-Type")).isEqualTo("application/json");
        assertThat(first.header("X-Pierre-Event")).isEqualTo("push");
        assertThat(first.header("User-Agent")).startsWith("Millrace-Webhook/");
        assertThat(Verifier.objection(first.header("X-Pierre-Signature"), first.body(), SECRET, clock.instant()))
                .isEmpty();
        assertThat(JSON.readTree(first.body())).isEqualTo(JSON.readTree("""
                        {"repository": {"id": "%s", "url": "acme/widgets", "repo_name": "acme/widgets"},
                         "ref": "refs/heads/gone", "before": "%s", "after": "%s",
                         "customer_id": "acme", "org": "acme", "pushed_at": "2026-01-01T00:00:00Z"}
                        """.formatted(widgets.id(), ONE, ZEROS)));
    }

    @Test
    void sendsToSubscribedWebhooksOnly() {
        MirroredRepository gadgets = repository("acme/gadgets");
        create(receiver.url("/team"), WebhookEvent.PUSH);
        create(receiver.url("/syncs"), WebhookEvent.SYNC_STARTED);
        create(Optional.of(widgets), receiver.url("/widgets"), WebhookEvent.PUSH);
        create(Optional.of(gadgets), receiver.url("/gadgets"), WebhookEvent.PUSH);
        webhooks.disable(
                reach(), create(receiver.url("/disabled"), WebhookEvent.PUSH).id(), "no more", "ada");

        happens(push(widgets));
        happens(push(new MirroredRepository(UUID.randomUUID(), "others", "acme/widgets", Optional.empty())));
        sendAll();

        assertThat(receiver.requests()).extracting(Request::target).containsExactlyInAnyOrder("/team", "/widgets");
    }

    @Test
    void countsTheSyncsOfARepository() {
        create(receiver.url("/"), WebhookEvent.SYNC_STARTED, WebhookEvent.SYNC_SUCCEEDED, WebhookEvent.SYNC_FAILED);

        for (boolean succeeds : new boolean[] {false, true, true}) {
            UUID sync = UUID.randomUUID();
            happens(new SyncStarted(UUID.randomUUID(), widgets, sync, "push", clock.instant()));
            clock.advance(Duration.ofSeconds(30));
            happens(
                    succeeds
                            ? new SyncSucceeded(UUID.randomUUID(), widgets, sync, 1, 1, clock.instant())
                            : new SyncFailed(
                                    UUID.randomUUID(),
                                    widgets,
                                    sync,
                                    "e".repeat(1000),
                                    Optional.empty(),
                                    clock.instant()));
        }
        sendAll();

        assertThat(receiver.requests())
                .extracting(request -> field(request, "/type") + " " + field(request, "/run_count") + " "
                        + field(request, "/is_first_sync"))
                .containsExactly(
                        "repo.sync.started 0 true",
                        "repo.sync.failed 1 true",
                        "repo.sync.started 1 true",
                        "repo.sync.succeeded 2 true",
                        "repo.sync.started 2 false",
                        "repo.sync.succeeded 3 false");
        Request failed = receiver.requests().get(1);
        assertThat(failed.header("X-Pierre-Event")).isEqualTo("repo.sync.failed");
        assertThat(field(failed, "/started_at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(field(failed, "/completed_at")).isEqualTo("2026-01-01T00:00:30Z");
        assertThat(field(failed, "/error")).hasSize(500);
        assertThat(receiver.requests().getFirst().body()).doesNotContain("completed_at", "error");
    }

    @Test
    void delaysDeliveriesOfTheSameRepositoryOnlyAfterAFailure() {
        MirroredRepository gadgets = repository("acme/gadgets");
        create(receiver.then(Answer.of(500, "not now")).url("/"), WebhookEvent.PUSH);

        happens(push(widgets, "first"));
        sendAll();
        happens(push(widgets, "second"));
        happens(push(gadgets, "other"));
        sendAll();
        List<String> before = refs();
        clock.advance(Duration.ofSeconds(5));
        sendAll();

        assertThat(before).containsExactly("refs/heads/first", "refs/heads/other");
        assertThat(refs())
                .containsExactly("refs/heads/first", "refs/heads/other", "refs/heads/first", "refs/heads/second");
    }

    @Test
    void signsEachAttemptAnewWithTheCurrentSecret() {
        Webhook webhook = create(receiver.then(Answer.of(500)).url("/"), WebhookEvent.PUSH);
        happens(push(widgets));
        sendAll();

        clock.advance(Duration.ofMinutes(10));
        var rotated = webhooks.rotate(reach(), webhook.id(), Optional.empty(), "ada");
        sendAll();

        assertThat(rotated).isInstanceOf(Rotated.class);
        String newSecret = rotated instanceof Rotated(Webhook same, String made) ? made : "";
        Request first = receiver.requests().getFirst();
        Request second = receiver.requests().getLast();
        assertThat(receiver.requests()).hasSize(2);
        assertThat(Verifier.objection(second.header("X-Pierre-Signature"), second.body(), newSecret, clock.instant()))
                .isEmpty();
        assertThat(Verifier.objection(first.header("X-Pierre-Signature"), first.body(), SECRET, clock.instant()))
                .isEqualTo("too old");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("X-Millrace-Delivery")).isEqualTo(first.header("X-Millrace-Delivery"));
        assertThat(first.header("X-Millrace-Attempt")).isEqualTo("1");
        assertThat(second.header("X-Millrace-Attempt")).isEqualTo("2");
    }

    @Test
    void keepsWhatWasSentAndAnswered() {
        Webhook webhook = create(
                receiver.then(new Answer(500, Map.of("X-Odd", "v"), "why\0not")).url("/"), WebhookEvent.PUSH);
        happens(push(widgets));

        sendAll();

        Delivery delivery = only(webhook);
        assertThat(delivery.state()).isEqualTo(State.WAITING);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.giveUpAt()).contains(clock.instant().plus(Duration.ofDays(3)));
        assertThat(delivery.nextAttemptAt())
                .hasValueSatisfying(at -> assertThat(at)
                        .isBetween(
                                clock.instant().plusMillis(2500),
                                clock.instant().plusSeconds(5)));
        assertThat(delivery.last()).hasValueSatisfying(last -> {
            assertThat(last.status()).contains(500);
            assertThat(last.error()).contains("the endpoint returned 500");
            assertThat(last.responseHeaders()).containsEntry("x-odd", "v");
            assertThat(last.responseBody()).isEqualTo("why\ufffdnot");
            assertThat(last.requestHeaders())
                    .containsEntry(
                            "X-Pierre-Signature", receiver.requests().getFirst().header("X-Pierre-Signature"));
        });
        assertThat(webhooks.find(reach(), webhook.id()).flatMap(Webhook::failingSince))
                .contains(clock.instant());
    }

    @Test
    void waitsAsLongAsTheEndpointAsks() {
        Webhook webhook = create(
                receiver.then(new Answer(429, Map.of("Retry-After", "600"), "")).url("/"), WebhookEvent.PUSH);
        happens(push(widgets));

        sendAll();

        assertThat(only(webhook).nextAttemptAt()).contains(clock.instant().plusSeconds(600));
    }

    @Test
    void sendsAgainUnderTheSameIdWhenAProcessDiedBeforeItRecordedTheResponse() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets));
        Claim lost = sendDelivery.claim().orElseThrow();
        // it was sent, and the response was not recorded
        client.post(
                new OutboundAddresses.Resolved.Allowed(lost.url(), List.of(InetAddress.getLoopbackAddress())),
                Map.of("X-Millrace-Delivery", lost.shownId().toString()),
                lost.payload());

        sendAll();
        int whileLeased = receiver.requests().size();
        clock.advance(config.lease().plusSeconds(1));
        sendAll();

        assertThat(whileLeased).isEqualTo(1);
        assertThat(receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsExactly(lost.id().toString(), lost.id().toString());
        assertThat(only(webhook)).returns(State.SUCCEEDED, Delivery::state).returns(1, Delivery::attempts);
    }

    @Test
    void recordsNothingWhenItsLeaseWasLost() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets));
        SendDelivery other = process();
        List<Claim> taken = new ArrayList<>();
        receiver.otherwise(request -> {
            if (taken.isEmpty()) {
                clock.advance(config.lease().plusSeconds(1));
                other.claim().ifPresent(taken::add);
                return Answer.of(500);
            }
            return Answer.of(200);
        });

        sendAll();
        Delivery afterTheFirst = only(webhook);
        taken.forEach(other::send);

        assertThat(afterTheFirst.attempts()).isZero();
        assertThat(only(webhook)).returns(State.SUCCEEDED, Delivery::state).returns(1, Delivery::attempts);
        assertThat(receiver.requests()).hasSize(2);
    }

    @Test
    void givesUpAndDisablesAfterThreeDaysOfFailures() {
        receiver.otherwise(request -> Answer.of(500));
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets, "first"));
        happens(push(widgets, "second"));
        Instant begin = clock.instant();

        while (current(webhook).disabled().isEmpty() && clock.instant().isBefore(begin.plus(Duration.ofDays(4)))) {
            sendAll();
            clock.advance(Duration.ofMinutes(30));
        }
        happens(push(widgets, "unheard"));
        sendAll();

        Webhook disabled = current(webhook);
        assertThat(disabled.disabled()).hasValueSatisfying(why -> {
            assertThat(why.reason())
                    .isEqualTo("every attempt has failed since 2026-01-01T00:00:00Z; the last one:"
                            + " the endpoint returned 500");
            assertThat(why.at()).isBetween(begin.plus(Duration.ofDays(3)), begin.plus(Duration.ofHours(73)));
        });
        List<Delivery> all = deliveries.list(webhook, Optional.empty(), Long.MAX_VALUE, 10);
        assertThat(all).extracting(Delivery::state).containsExactly(State.WAITING, State.FAILED);
        assertThat(all.getLast().attempts()).isBetween(70, 150);
        assertThat(receiver.requests())
                .extracting(request -> field(request, "/ref"))
                .containsOnly("refs/heads/first");
    }

    @Test
    void sendsWhatWaitedWhenItIsEnabled() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets, "before"));
        webhooks.disable(reach(), webhook.id(), "a pause", "ada");

        sendAll();
        int whileDisabled = receiver.requests().size();
        webhooks.enable(reach(), webhook.id(), "ada");
        sendAll();

        assertThat(whileDisabled).isZero();
        assertThat(refs()).containsExactly("refs/heads/before");
        assertThat(current(webhook).disabled()).isEmpty();
    }

    @Test
    void goesOnAfterADeliveryThatIsGivenUpWhenOthersSucceed() {
        MirroredRepository gadgets = repository("acme/gadgets");
        receiver.otherwise(request -> Answer.of(request.body().contains("poison") ? 500 : 200));
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets, "poison"));
        happens(push(widgets, "after"));

        for (int hour = 0; hour < 80; hour++) {
            if (hour % 12 == 0) {
                happens(push(gadgets, "fine"));
            }
            sendAll();
            clock.advance(Duration.ofHours(1));
        }

        assertThat(current(webhook).disabled()).isEmpty();
        assertThat(refs()).contains("refs/heads/after", "refs/heads/fine");
        assertThat(deliveries.list(webhook, Optional.of(State.FAILED), Long.MAX_VALUE, 10))
                .singleElement()
                .extracting(Delivery::payload)
                .asString()
                .contains("poison");
    }

    @Test
    void sendsATestOnceAheadOfWhatWaitsAlsoWhenDisabled() {
        receiver.otherwise(request -> Answer.of(500));
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets));
        webhooks.disable(reach(), webhook.id(), "a pause", "ada");

        Delivery test = deliveries.test(webhook);
        sendAll();

        assertThat(receiver.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("X-Pierre-Event")).isEqualTo("ping");
            assertThat(field(request, "/type")).isEqualTo("ping");
            assertThat(Verifier.objection(
                            request.header("X-Pierre-Signature"), request.body(), SECRET, clock.instant()))
                    .isEmpty();
        });
        assertThat(deliveries.find(webhook, test.id()).map(Delivery::state)).contains(State.FAILED);
        assertThat(current(webhook).failingSince()).isEmpty();
    }

    @Test
    void redeliversUnderTheIdThatTheReceiverKnows() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets));
        sendAll();
        Delivery sent = only(webhook);

        Delivery again = deliveries.redeliver(sent);
        sendAll();

        assertThat(again.id()).isNotEqualTo(sent.id());
        assertThat(receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsExactly(sent.id().toString(), sent.id().toString());
        assertThat(receiver.requests().getLast().body())
                .isEqualTo(receiver.requests().getFirst().body());
        assertThat(deliveries.find(webhook, again.id())).hasValueSatisfying(found -> {
            assertThat(found.state()).isEqualTo(State.SUCCEEDED);
            assertThat(found.repeats()).contains(sent.id());
        });
    }

    @Test
    void checksTheAddressBeforeEachAttempt() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets));

        leadsTo = "169.254.169.254";
        sendAll();
        Delivery refused = only(webhook);
        leadsTo = "127.0.0.1";
        clock.advance(Duration.ofSeconds(5));
        sendAll();

        assertThat(refused.last().flatMap(Delivery.LastAttempt::error))
                .hasValueSatisfying(
                        // the team must not learn what a name resolves to
                        error -> assertThat(error)
                                .startsWith("not sent: ")
                                .contains("no address that may be connected to")
                                .doesNotContain("link-local")); // #9.10
        assertThat(receiver.requests()).hasSize(1);
        assertThat(only(webhook).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void sendsAFewAtOnceToOneEndpoint() {
        create(receiver.url("/"), WebhookEvent.PUSH);
        for (int i = 0; i < 6; i++) {
            happens(push(repository("acme/r" + i)));
        }

        List<Claim> taken = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sendDelivery.claim().ifPresent(taken::add);
        }
        create(receiver.url("/other"), WebhookEvent.PUSH);
        happens(push(widgets));

        assertThat(taken).hasSize(config.workersPerWebhook());
        assertThat(sendDelivery.claim().map(Claim::url)).contains(receiver.url("/other"));
    }

    @Test
    void dividesTheWorkAmongProcesses() throws InterruptedException, ExecutionException {
        create(receiver.url("/"), WebhookEvent.PUSH);
        List<MirroredRepository> repositories = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            repositories.add(repository("acme/r" + i));
        }
        for (int i = 0; i < 10; i++) {
            for (MirroredRepository repository : repositories) {
                happens(push(repository, "b" + i));
            }
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> processes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                processes.add(threads.submit(() -> sendUntilNothingWaits(process())));
            }
            for (Future<?> process : processes) {
                process.get();
            }
        }

        for (MirroredRepository repository : repositories) {
            assertThat(receiver.requests().stream()
                            .filter(request -> field(request, "/repository/id")
                                    .equals(repository.id().toString()))
                            .map(request -> field(request, "/ref").substring("refs/heads/b".length()))
                            .toList())
                    .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }

    @Test
    void deletesOldDeliveries() {
        Webhook webhook = create(receiver.url("/"), WebhookEvent.PUSH);
        happens(push(widgets, "old"));
        clock.advance(Duration.ofDays(31));
        happens(push(repository("acme/gadgets"), "new"));

        int deleted = database.inTransaction(
                tx -> deliveryStore.deleteBefore(tx, clock.instant().minus(config.kept()), 10));
        sendAll();

        assertThat(deleted).isEqualTo(1);
        assertThat(refs()).containsExactly("refs/heads/new");
        assertThat(only(webhook).state()).isEqualTo(State.SUCCEEDED);
        assertThat(due()).isZero();
    }

    @Test
    void deletesTheWebhooksOfADeletedRepositoryAndCreatesNoMore() {
        Webhook ofTeam = create(receiver.url("/team"), WebhookEvent.PUSH);
        Webhook ofWidgets = create(Optional.of(widgets), receiver.url("/widgets"), WebhookEvent.PUSH);
        happens(push(widgets));

        happens(new RepositoryDeleted(UUID.randomUUID(), widgets, clock.instant()));
        var late = webhooks.create(request(Optional.of(widgets), receiver.url("/late"), WebhookEvent.PUSH));
        sendAll();

        assertThat(webhooks.find(reach(), ofWidgets.id())).isEmpty();
        assertThat(webhooks.find(reach(), ofTeam.id())).isPresent();
        assertThat(late).isEqualTo(new RepositoryMissing("acme/widgets"));
        assertThat(receiver.requests()).extracting(Request::target).containsExactly("/team");
    }

    @Test
    void keepsTheNewestNameOfARepository() {
        Webhook webhook = create(Optional.of(widgets), receiver.url("/"), WebhookEvent.PUSH);
        var renamed = new MirroredRepository(widgets.id(), "acme", "acme/renamed", Optional.empty());
        Instant before = clock.instant();

        clock.advance(Duration.ofSeconds(10));
        happens(push(renamed));
        // the topics of pushes and of syncs have no order between them
        happens(new SyncStarted(UUID.randomUUID(), widgets, UUID.randomUUID(), "late", before.plusSeconds(5)));

        assertThat(current(webhook).repository()).contains(new KnownRepository(widgets.id(), "acme/renamed"));
    }

    private void sendUntilNothingWaits(SendDelivery process) {
        while (due() > 0) {
            process.claim().ifPresent(process::send);
        }
    }

    private long due() {
        return database.inTransaction(tx -> deliveryStore.countDue(tx, clock.instant()));
    }

    private void sendAll() {
        Optional<Claim> next = sendDelivery.claim();
        while (next.isPresent()) {
            sendDelivery.send(next.get());
            next = sendDelivery.claim();
        }
    }

    private void happens(Event event) {
        database.useTransaction(tx -> {
            repositories.apply(tx, event);
            queue.apply(tx, event);
        });
    }

    private SendDelivery process() {
        return new SendDelivery(
                database,
                deliveryStore,
                webhookStore,
                secrets,
                addresses,
                client,
                config,
                clock,
                new SimpleMeterRegistry());
    }

    private Webhook create(URI url, WebhookEvent... events) {
        return create(Optional.empty(), url, events);
    }

    private Webhook create(Optional<MirroredRepository> repository, URI url, WebhookEvent... events) {
        if (webhooks.create(request(repository, url, events)) instanceof Created(Webhook created, String secret)) {
            return created;
        }
        throw new IllegalStateException("not created");
    }

    private static NewWebhook request(Optional<MirroredRepository> repository, URI url, WebhookEvent... events) {
        return new NewWebhook(
                "acme",
                repository.map(it -> new KnownRepository(it.id(), it.name())),
                url,
                List.of(events),
                Optional.of(SECRET),
                "ada");
    }

    private Webhook current(Webhook webhook) {
        return webhooks.find(reach(), webhook.id()).orElseThrow();
    }

    private Delivery only(Webhook webhook) {
        List<Delivery> all = deliveries.list(webhook, Optional.empty(), Long.MAX_VALUE, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<String> refs() {
        return receiver.requests().stream()
                .map(request -> field(request, "/ref"))
                .toList();
    }

    private static VisibleWebhooks reach() {
        return new VisibleWebhooks("acme", Optional.empty());
    }

    private static MirroredRepository repository(String name) {
        return new MirroredRepository(UUID.randomUUID(), "acme", name, Optional.empty());
    }

    private RefsMoved push(MirroredRepository repository) {
        return push(repository, "main");
    }

    private RefsMoved push(MirroredRepository repository, String branch) {
        return moved(repository, new RefMove("refs/heads/" + branch, Optional.of(ONE), Optional.of(TWO)));
    }

    private RefsMoved moved(MirroredRepository repository, RefMove... moves) {
        return new RefsMoved(
                UUID.randomUUID(), repository, RefsMoved.Cause.PUSH, 1, 0, List.of(moves), List.of(), clock.instant());
    }

    private static String field(Request request, String pointer) {
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
