package dev.millrace.webhook;

import static dev.millrace.webhook.WebhookApi.SECRET;
import static dev.millrace.webhook.WebhookApi.request;
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
import dev.millrace.events.git.SyncStarted;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestPerson;
import dev.millrace.webhook.access.FakeGitHttp;
import dev.millrace.webhook.delivery.Receiver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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

/** Webhooks over the API: what callers may create, see and change. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeGitHttp.class)
class WebhookApiIT {

    @Inject
    Database database;

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
    void showsAPersonTheWebhooksOfRepositoriesThatTheForgeLetsThePersonRead() {
        String key = "github.test:" + team.slug();
        String ofAll = api.create("https://localhost/all", "push").getString("id");
        String ofWidgets = api.post(request("https://localhost/widgets", "acme/widgets", List.of("push")))
                .statusCode(201)
                .extract()
                .path("id");
        TestEvents.publish(new SyncStarted(
                UUID.randomUUID(),
                new MirroredRepository(team.id("acme/widgets"), team.slug(), "acme/widgets", Optional.of(key)),
                UUID.randomUUID(),
                "test",
                Instant.now()));
        TestPerson member = TestPerson.of(team.slug(), "maintainer", "repo:write");
        TestPerson owner = TestPerson.of(team.slug(), "owner", "repo:write");
        TestPerson.letForgeDecide(team.slug());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ids(owner).size() == 2 && ids(member).isEmpty());

        assertThat(status(member, ofAll)).isEqualTo(404);
        assertThat(status(member, ofWidgets)).isEqualTo(404);
        team.as(member.token())
                .get("/api/v1/webhooks/" + ofWidgets + "/deliveries")
                .then()
                .statusCode(404);
        team.as(member.token())
                .body(request("https://localhost/all-of-it", "push"))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(403)
                .body("code", equalTo("repository_needed"));
        assertThat(status(owner, ofAll)).isEqualTo(200);

        TestPerson.letRead(team.slug(), key, member);
        await().atMost(Duration.ofSeconds(2)).until(() -> ids(member).equals(List.of(ofWidgets)));
        assertThat(status(member, ofAll)).isEqualTo(404);
        TestPerson.letRead(team.slug(), key);
        await().atMost(Duration.ofSeconds(2)).until(() -> status(member, ofWidgets) == 404);
    }

    private int status(TestPerson person, String webhook) {
        return team.as(person.token()).get("/api/v1/webhooks/" + webhook).statusCode();
    }

    private List<String> ids(TestPerson person) {
        var response = team.as(person.token()).get("/api/v1/webhooks");
        return response.statusCode() == 200 ? response.jsonPath().getList("webhooks.id") : List.of("unknown");
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
    void showsATokenOfARepositoryNoOtherWebhooks() {
        String ofTeam = api.create("https://localhost/team", "push").getString("id");
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
            made.add(api.create("https://localhost/" + name, "push").getString("id"));
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
    void disablesEnablesAndDeletes() {
        String hook = "/api/v1/webhooks/"
                + api.create(receiver.url("/").toString(), "push").getString("id");
        String ping = team.as(token).post(hook + "/test").then().extract().path("id");
        api.awaitStatus(hook + "/deliveries/" + ping, "succeeded");

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
        api.post(request(url, "push"))
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
        api.create("https://localhost/same", "push");

        api.post(request("https://localhost/same", "repo.sync.failed"))
                .statusCode(409)
                .body("code", equalTo("webhook_exists"));
        api.post(request("https://localhost/same", "acme/widgets", List.of("push")))
                .statusCode(201);
        api.create("https://localhost/third", "push");
        api.create("https://localhost/fourth", "push");
        api.post(request("https://localhost/fifth", "push"))
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
