package dev.millrace.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestEvents;
import dev.millrace.webhook.access.FakeGitHttp;
import dev.millrace.webhook.delivery.Receiver;
import dev.millrace.webhook.delivery.Receiver.Answer;
import dev.millrace.webhook.delivery.Receiver.Request;
import dev.millrace.webhook.delivery.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeGitHttp.class)
class WebhookApiIT {

    private static final String SECRET = "the-secret-of-this-very-test";

    @Inject
    Database database;

    private final Receiver receiver = Receiver.start();
    private Team team;
    private String token;

    @BeforeEach
    void register() {
        team = Team.registered().create("acme/widgets").create("acme/gadgets");
        token = team.token("org", "repo:write");
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void deliversAPush() {
        String id = create(receiver.url("/hook?key=1").toString(), "push").getString("id");

        push();
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
        create(receiver.url("/").toString(), "repo.sync.started");
        MirroredRepository mirror = widgets("acme/widgets");
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
    void retriesAfterAFailure() {
        receiver.then(Answer.of(503, "later"));
        String id = create(receiver.url("/").toString(), "push").getString("id");

        push();

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
    void showsTheSecretOnceAndKeepsItSealed() {
        var log = RecordedLog.start();
        JsonPath made = new JsonPath(team.as(token)
                .body(Map.of("url", "https://localhost/hook", "events", List.of("push")))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .asString());
        String id = made.getString("id");
        String first = made.getString("secret");

        String second = team.as(token)
                .post("/api/v1/webhooks/" + id + "/rotate-secret")
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
        team.as(token)
                .body(Map.of("secret", SECRET))
                .post("/api/v1/webhooks/" + id + "/rotate-secret")
                .then()
                .statusCode(200)
                .body("secret", equalTo(SECRET));

        team.as(token)
                .body(Map.of("secret", "a secret that is refused"))
                .post("/api/v1/webhooks/" + id + "/rotate-secret")
                .then()
                .statusCode(400)
                .body("code", equalTo("secret_refused"))
                .body("error", not(containsString("that is refused")));
        log.close();

        assertThat(first).hasSize(43);
        assertThat(second).hasSize(43).isNotEqualTo(first);
        team.as(token).get("/api/v1/webhooks/" + id).then().statusCode(200).body("secret", nullValue());
        team.as(token).get("/api/v1/webhooks").then().statusCode(200).body("webhooks[0].secret", nullValue());
        for (String secret : List.of(first, second, SECRET)) {
            assertThat(rowsWith(secret)).isZero();
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void createsAWebhookForARepository() {
        String forRepository = team.token("acme/widgets", "repo:write");

        String id = team.as(forRepository)
                .body(request("https://localhost/a", "push", "repo.sync.failed"))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(201)
                .body("repository", equalTo("acme/widgets"))
                .body("events", contains("push", "repo.sync.failed"))
                .body("status", equalTo("active"))
                .body("created_by", equalTo("test"))
                .extract()
                .path("id");

        team.as(token).get("/api/v1/webhooks/" + id).then().statusCode(200).body("repository", equalTo("acme/widgets"));
        team.as(team.token("acme/gadgets", "repo:write"))
                .get("/api/v1/webhooks/" + id)
                .then()
                .statusCode(404)
                .body("code", equalTo("webhook_missing"));
    }

    @Test
    void followsTheNameOfARepositoryAndEndsWithIt() {
        String ofWidgets = post(request("https://localhost/a", "acme/widgets", List.of("push")))
                .statusCode(201)
                .extract()
                .path("id");
        String ofTeam = create("https://localhost/b", "push").getString("id");
        var renamed =
                new SyncStarted(UUID.randomUUID(), widgets("acme/renamed"), UUID.randomUUID(), "a test", Instant.now());

        TestEvents.publish(renamed);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> team.as(token)
                        .get("/api/v1/webhooks/" + ofWidgets)
                        .then()
                        .statusCode(200)
                        .body("repository", equalTo("acme/renamed"))
                        .body("repository_id", equalTo(team.id("acme/widgets").toString())));
        TestEvents.publish(new RepositoryDeleted(UUID.randomUUID(), widgets("acme/renamed"), Instant.now()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> team.as(token)
                        .get("/api/v1/webhooks/" + ofWidgets)
                        .then()
                        .statusCode(404));

        team.as(token).get("/api/v1/webhooks/" + ofTeam).then().statusCode(200);
        // git-http resolved it just before it was deleted
        post(request("https://localhost/a", "acme/widgets", List.of("push")))
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
    }

    @Test
    void keepsARecordThatItCannotReadAndGoesOn() {
        String unreadable = UUID.randomUUID().toString();
        create(receiver.url("/").toString(), "push");

        TestEvents.publish(
                "git.updates",
                team.id("acme/widgets").toString(),
                Map.of("ce_type", "dev.millrace.git.refs.moved.v999", "ce_id", unreadable),
                unreadable.getBytes(StandardCharsets.UTF_8));
        push();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receiver.requests()).hasSize(1));
        assertThat(TestEvents.records("millrace.webhook-delivery.dlq"))
                .anySatisfy(
                        record -> assertThat(record.value()).isEqualTo(unreadable.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void showsATokenOfARepositoryNoOtherWebhooks() {
        String ofTeam = create("https://localhost/team", "push").getString("id");
        team.as(token)
                .body(request("https://localhost/gadgets", "acme/gadgets", List.of("push")))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(201);
        String forRepository = team.token("acme/widgets", "repo:write");

        team.as(forRepository).get("/api/v1/webhooks").then().statusCode(200).body("webhooks", hasSize(0));
        for (String call : List.of("", "/deliveries")) {
            team.as(forRepository)
                    .get("/api/v1/webhooks/" + ofTeam + call)
                    .then()
                    .statusCode(404);
        }
        for (String call : List.of("/test", "/disable", "/enable", "/rotate-secret")) {
            team.as(forRepository)
                    .post("/api/v1/webhooks/" + ofTeam + call)
                    .then()
                    .statusCode(404);
        }
        team.as(forRepository).delete("/api/v1/webhooks/" + ofTeam).then().statusCode(404);
        team.as(forRepository)
                .body(request("https://localhost/x", "acme/gadgets", List.of("push")))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(403)
                .body("code", equalTo("other_repository"));
        Team others = Team.registered();
        others.as(others.token("org", "repo:write"))
                .get("/api/v1/webhooks/" + ofTeam)
                .then()
                .statusCode(404);
    }

    @Test
    void listsPageByPage() {
        List<String> made = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            made.add(create("https://localhost/" + name, "push").getString("id"));
        }
        List<String> found = new ArrayList<>();

        String cursor = "";
        while (cursor != null) {
            JsonPath page = team.as(token)
                    .queryParam("limit", 2)
                    .queryParam("cursor", cursor)
                    .get("/api/v1/webhooks")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            found.addAll(page.getList("webhooks.id"));
            cursor = page.getString("next_cursor");
            assertThat(page.getBoolean("has_more")).isEqualTo(cursor != null);
        }

        assertThat(found).isEqualTo(made);
        team.as(token)
                .queryParam("repository", "acme/widgets")
                .get("/api/v1/webhooks")
                .then()
                .body("webhooks", hasSize(0));
    }

    @Test
    void testsRedeliversAndPagesDeliveries() {
        String id = create(receiver.url("/").toString(), "push").getString("id");
        String hook = "/api/webhooks/" + id;

        String ping = team.as(token)
                .post(hook + "/test")
                .then()
                .statusCode(202)
                .body("event", equalTo("ping"))
                .extract()
                .path("id");
        awaitStatus(hook + "/deliveries/" + ping, "succeeded");
        String again = team.as(token)
                .post(hook + "/deliveries/" + ping + "/redeliver")
                .then()
                .statusCode(202)
                .body("redelivery_of", equalTo(ping))
                .extract()
                .path("id");
        awaitStatus(hook + "/deliveries/" + again, "succeeded");

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

    @Test
    void disablesEnablesAndDeletes() {
        String hook = "/api/v1/webhooks/"
                + create(receiver.url("/").toString(), "push").getString("id");
        String ping = team.as(token).post(hook + "/test").then().extract().path("id");
        awaitStatus(hook + "/deliveries/" + ping, "succeeded");

        team.as(token)
                .post(hook + "/disable")
                .then()
                .statusCode(200)
                .body("status", equalTo("disabled"))
                .body("disabled_reason", equalTo("disabled by test"))
                .body("disabled_at", notNullValue());
        team.as(token)
                .post(hook + "/deliveries/" + ping + "/redeliver")
                .then()
                .statusCode(409)
                .body("code", equalTo("webhook_disabled"));
        team.as(token).post(hook + "/enable").then().statusCode(200).body("status", equalTo("active"));
        team.as(token).delete(hook).then().statusCode(204);

        team.as(token).get(hook).then().statusCode(404);
        team.as(token).delete(hook).then().statusCode(404).body("code", equalTo("webhook_missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9/hook, not a public address",
        "https://127.0.0.1/hook, not a public address",
        "https://[::ffff:10.0.0.1]/hook, not a public address",
        "https://169.254.169.254/latest/meta-data, link-local",
        "https://user:pass@localhost/, user name",
        "ftp://localhost/, https",
        "http://93.184.216.34/, https",
        "https://none.invalid/, no address",
        "not an address, no address",
        "'', needed"
    })
    void refusesAddressesThatItWouldNotConnectTo(String url, String reason) {
        post(request(url, "push"))
                .statusCode(400)
                .body("code", equalTo("address_refused"))
                .body("error", containsString(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\": \"https://localhost/\"}",
                "{\"url\": \"https://localhost/\", \"events\": []}",
                "{\"url\": \"https://localhost/\", \"events\": [\"push\", \"pull\"]}",
                "{\"url\": \"https://localhost/\", \"events\": [null]}",
                "{\"url\": \"https://localhost/\", \"events\": [\"push\"], \"secret\": \"short\"}",
                "{\"url\": \"https://localhost/\", \"events\": [\"push\"], \"secret\": \"with spaces and such\"}",
                "{\"url\": \"https://localhost/\", \"events\": \"push\"}",
                "{\"url\": {}, \"events\": [\"push\"]}",
                "[]",
                "{",
                ""
            })
    void refusesInvalidBodies(String body) {
        team.as(token)
                .body(body)
                .post("/api/v1/webhooks")
                .then()
                .statusCode(400)
                .body("error", notNullValue());
    }

    @Test
    void refusesTheSameAddressTwiceAndMoreThanATeamMayHave() {
        create("https://localhost/same", "push");

        post(request("https://localhost/same", "repo.sync.failed"))
                .statusCode(409)
                .body("code", equalTo("webhook_exists"));
        post(request("https://localhost/same", "acme/widgets", List.of("push"))).statusCode(201);
        create("https://localhost/third", "push");
        create("https://localhost/fourth", "push");
        post(request("https://localhost/fifth", "push"))
                .statusCode(409)
                .body("code", equalTo("webhook_limit"))
                .body("error", equalTo("a team may have 4 webhooks"));
    }

    @Test
    void refusesCallersWithoutAccess() {
        team.as("nonsense").get("/api/v1/webhooks").then().statusCode(401);
        team.as(team.token("org", "git:write", "org:read"))
                .get("/api/v1/webhooks")
                .then()
                .statusCode(403)
                .body("code", equalTo("scope_missing"));
        team.as(team.token("acme/none", "repo:write"))
                .get("/api/v1/webhooks")
                .then()
                .statusCode(404)
                .body("code", equalTo("repository_missing"));
        team.as(token)
                .queryParam("cursor", "!")
                .get("/api/v1/webhooks")
                .then()
                .statusCode(400)
                .body("code", equalTo("cursor_invalid"));
        team.as(token).get("/api/v1/webhooks/nonsense").then().statusCode(404);
    }

    private void push() {
        TestEvents.publish(new RefsMoved(
                UUID.randomUUID(),
                widgets("acme/widgets"),
                RefsMoved.Cause.PUSH,
                1,
                0,
                List.of(new RefMove("refs/heads/main", Optional.empty(), Optional.of("1".repeat(40)))),
                List.of(),
                Instant.now()));
    }

    private MirroredRepository widgets(String name) {
        return new MirroredRepository(team.id("acme/widgets"), team.slug(), name, Optional.empty());
    }

    private JsonPath create(String url, String... events) {
        return post(request(url, events)).statusCode(201).extract().jsonPath();
    }

    private ValidatableResponse post(Map<String, Object> body) {
        return team.as(token).body(body).post("/api/v1/webhooks").then();
    }

    private static Map<String, Object> request(String url, String... events) {
        return Map.of("url", url, "events", List.of(events), "secret", SECRET);
    }

    private static Map<String, Object> request(String url, String repository, List<String> events) {
        return Map.of("url", url, "events", events, "repository", repository);
    }

    private void awaitStatus(String path, String status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> team.as(token).get(path).then().statusCode(200).body("status", equalTo(status)));
    }

    /** How many rows of webhooks and deliveries contain the text, also within bytes. */
    private int rowsWith(String text) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        return database.inStatement(tx -> tx.handle()
                .createQuery("""
                        select (select count(*) from webhook.subscription row
                                where row::text like '%' || :text || '%' or row::text like '%' || :hex || '%')
                            + (select count(*) from webhook.delivery row
                                where row::text like '%' || :text || '%' or row::text like '%' || :hex || '%')
                        """)
                .bind("text", text)
                .bind("hex", hex)
                .mapTo(Integer.class)
                .one());
    }
}
