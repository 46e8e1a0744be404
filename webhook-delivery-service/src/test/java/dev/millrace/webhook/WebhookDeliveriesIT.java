package dev.millrace.webhook;

import static dev.millrace.webhook.WebhookApi.SECRET;
import static dev.millrace.webhook.WebhookApi.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.webhook.access.FakeGitHttp;
import dev.millrace.webhook.delivery.Receiver;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.delivery.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an event on Kafka to the endpoint, and the deliveries as the API shows them. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeGitHttp.class)
class WebhookDeliveriesIT {

    private final Receiver receiver = Receiver.start();
    private Team team;
    private String token;
    private WebhookApi api;

    @BeforeEach
    void register() {
        team = Team.registered().create("acme/widgets").create("acme/gadgets");
        token = team.token("org", "repo:write");
        api = new WebhookApi(team, token);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void deliversAPush() {
        String id = api.create(receiver.url("/hook?key=1").toString(), "push").getString("id");

        api.push();
        Request request = await().atMost(Duration.ofSeconds(30))
                .until(() -> receiver.requests().stream().findFirst(), Optional::isPresent)
                .orElseThrow();

        JsonPath payload = new JsonPath(request.body());
        assertThat(request.target()).isEqualTo("/hook?key=1");
        assertThat(request.header("X-Pierre-Event")).isEqualTo("push");
        assertThat(Verifier.objection(request.header("X-Pierre-Signature"), request.body(), SECRET, Instant.now()))
                .isEmpty();
        assertThat(payload.getString("repository.url")).isEqualTo("acme/widgets");
        assertThat(payload.getString("ref")).isEqualTo("refs/heads/main");
        assertThat(payload.getString("before")).isEqualTo("0".repeat(40));
        assertThat(payload.getString("customer_id")).isEqualTo(team.slug());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> team.as(token)
                        .get("/api/v1/webhooks/" + id + "/deliveries")
                        .then()
                        .statusCode(200)
                        .body("deliveries[0].status", equalTo("succeeded"))
                        .body("deliveries[0].id", equalTo(request.header("X-Millrace-Delivery")))
                        .body("deliveries[0].request.body", equalTo(request.body()))
                        .body("deliveries[0].response.status", equalTo(200))
                        .body("has_more", equalTo(false)));
    }

    @Test
    void deliversASyncOnceHoweverOftenItsEventArrives() {
        api.create(receiver.url("/").toString(), "repo.sync.started");
        MirroredRepository mirror = api.widgets("acme/widgets");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var first = new SyncStarted(UUID.randomUUID(), mirror, UUID.randomUUID(), "a test", now);
        var last = new SyncStarted(UUID.randomUUID(), mirror, UUID.randomUUID(), "a test", now.plusSeconds(1));

        TestEvents.publish(first);
        TestEvents.publish(first);
        TestEvents.publish(last);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests())
                        .extracting(request -> new JsonPath(request.body()).getString("started_at"))
                        .containsExactly(
                                first.occurredAt().toString(), last.occurredAt().toString()));
    }

    @Test
    void holdsBackTheEventsOfARepositoryBehindADeadLetterUntilThatIsDecidedOn() {
        api.create(receiver.url("/").toString(), "repo.sync.started");
        MirroredRepository mirror = api.widgets("acme/widgets");
        String key = mirror.id().toString();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<SyncStarted> events = IntStream.range(0, 3)
                .mapToObj(second -> new SyncStarted(
                        UUID.randomUUID(), mirror, UUID.randomUUID(), "a test", now.plusSeconds(second)))
                .toList();

        TestEvents.publish(events.get(0));
        TestEvents.publish(
                "git.sync",
                key,
                Map.of("ce_type", "dev.millrace.git.sync.started.v9"),
                "{}".getBytes(StandardCharsets.UTF_8));
        TestEvents.publish(events.get(1));
        TestEvents.publish(events.get(2));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(deadLetters(key))
                        .last()
                        .satisfies(headers -> assertThat(headers).containsEntry("dead-letter-waiting", "2")));
        assertThat(startedAt()).containsExactly(events.get(0).occurredAt().toString());
        Map<String, String> dead = deadLetters(key).getFirst();
        assertThat(dead.get("dead-letter-reason")).contains("unknown version");
        TestEvents.publish(
                "git.sync",
                key,
                Map.of(
                        "ce_type",
                        "dev.millrace.dead.letter.discarded.v1",
                        "ce_millracediscards",
                        dead.get("dead-letter-partition") + "/" + dead.get("dead-letter-offset")),
                "{}".getBytes(StandardCharsets.UTF_8));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(startedAt())
                        .containsExactlyElementsOf(events.stream()
                                .map(event -> event.occurredAt().toString())
                                .toList()));
    }

    private List<String> startedAt() {
        return receiver.requests().stream()
                .map(request -> new JsonPath(request.body()).getString("started_at"))
                .toList();
    }

    /** Headers of what this service has reported about a key. */
    private static List<Map<String, String>> deadLetters(String key) {
        return TestEvents.records("millrace.webhook-delivery.dlq").stream()
                .filter(record -> key.equals(record.key()))
                .map(SignedRecords::headers)
                .toList();
    }

    @Test
    void retriesAfterAFailure() {
        receiver.then(Answer.of(503, "later"));
        String id = api.create(receiver.url("/").toString(), "push").getString("id");

        api.push();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests()).hasSize(2));
        assertThat(receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsOnly(receiver.requests().getFirst().header("X-Millrace-Delivery"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        team.as(token).get("/api/v1/webhooks/" + id).then().body("status", equalTo("active")));
    }

    @Test
    void followsTheNameOfARepositoryAndEndsWithIt() {
        String ofWidgets = api.post(request("https://localhost/a", "acme/widgets", List.of("push")))
                .statusCode(201)
                .extract()
                .path("id");
        String ofTeam = api.create("https://localhost/b", "push").getString("id");
        var renamed = new SyncStarted(
                UUID.randomUUID(), api.widgets("acme/renamed"), UUID.randomUUID(), "a test", Instant.now());

        TestEvents.publish(renamed);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> team.as(token)
                        .get("/api/v1/webhooks/" + ofWidgets)
                        .then()
                        .statusCode(200)
                        .body("repository", equalTo("acme/renamed"))
                        .body("repository_id", equalTo(team.id("acme/widgets").toString())));
        TestEvents.publish(new RepositoryDeleted(UUID.randomUUID(), api.widgets("acme/renamed"), Instant.now()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> team.as(token)
                        .get("/api/v1/webhooks/" + ofWidgets)
                        .then()
                        .statusCode(404));

        team.as(token).get("/api/v1/webhooks/" + ofTeam).then().statusCode(200);
        // git-http resolved it just before it was deleted
        api.post(request("https://localhost/a", "acme/widgets", List.of("push")))
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
    }

    @Test
    void keepsARecordThatItCannotReadAndGoesOnWithOtherRepositories() {
        String unreadable = UUID.randomUUID().toString();
        api.create(receiver.url("/").toString(), "push");

        TestEvents.publish(
                "git.updates",
                UUID.randomUUID().toString(),
                Map.of("ce_type", "dev.millrace.git.refs.moved.v999", "ce_id", unreadable),
                unreadable.getBytes(StandardCharsets.UTF_8));
        api.push();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests()).hasSize(1));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(TestEvents.records("millrace.webhook-delivery.dlq"))
                        .anySatisfy(record ->
                                assertThat(record.value()).isEqualTo(unreadable.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void testsRedeliversAndPagesDeliveries() {
        String id = api.create(receiver.url("/").toString(), "push").getString("id");
        String hook = "/api/webhooks/" + id;

        String ping = team.as(token)
                .post(hook + "/test")
                .then()
                .statusCode(202)
                .body("event", equalTo("ping"))
                .extract()
                .path("id");
        api.awaitStatus(hook + "/deliveries/" + ping, "succeeded");
        String again = team.as(token)
                .post(hook + "/deliveries/" + ping + "/redeliver")
                .then()
                .statusCode(202)
                .body("redelivery_of", equalTo(ping))
                .extract()
                .path("id");
        api.awaitStatus(hook + "/deliveries/" + again, "succeeded");

        JsonPath first = team.as(token)
                .queryParam("limit", 1)
                .get(hook + "/deliveries")
                .then()
                .extract()
                .jsonPath();
        team.as(token)
                .queryParam("cursor", first.getString("next_cursor"))
                .get(hook + "/deliveries")
                .then()
                .statusCode(200)
                .body("deliveries.id", contains(ping))
                .body("next_cursor", nullValue());
        assertThat(first.getList("deliveries.id")).containsExactly(again);
        assertThat(receiver.requests())
                .extracting(request -> request.header("X-Millrace-Delivery"))
                .containsExactly(ping, ping);
        team.as(token)
                .queryParam("status", "failed")
                .get(hook + "/deliveries")
                .then()
                .body("deliveries", hasSize(0));
    }
}
