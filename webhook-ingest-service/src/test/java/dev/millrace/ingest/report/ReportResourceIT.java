package dev.millrace.ingest.report;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.kit.identity.OpaqueTokens;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class ReportResourceIT {

    private static final String TEAM = "reporters";
    private static final String TOKEN = "mr_" + "0123456789".repeat(4);
    private static final String READER = "mr_" + "9876543210".repeat(4);
    private static final KeyPair KEYS = TestKeys.ec();
    private static final String SHA = "1".repeat(40);
    private static final MirroredRepository WIDGETS =
            new MirroredRepository(EventIds.of(TEAM, "widgets"), TEAM, "acme/widgets", Optional.of("github.com:7"));
    private static final MirroredRepository GONE =
            new MirroredRepository(EventIds.of(TEAM, "gone"), TEAM, "acme/gone", Optional.empty());

    @Inject
    AgroalDataSource dataSource;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void announce() {
        TestEvents.publish(token(TOKEN, "member", "events:write"));
        TestEvents.publish(token(READER, "viewer", "org:read"));
        TestEvents.registerKey(TEAM, KEYS.getPublic());
        TestEvents.publish(started(WIDGETS));
        TestEvents.publish(started(new MirroredRepository(EventIds.of(TEAM, "a"), TEAM, "a/twin", Optional.empty())));
        TestEvents.publish(started(new MirroredRepository(EventIds.of(TEAM, "b"), TEAM, "b/twin", Optional.empty())));
        TestEvents.publish(new RepositoryDeleted(EventIds.of(TEAM, "deleted"), GONE, Instant.EPOCH));
        TestEvents.publish(started(GONE));
        TestEvents.publish(started(
                new MirroredRepository(EventIds.of("rivals", "a"), "rivals", "rivals/secret", Optional.empty())));
    }

    @BeforeEach
    void waitUntilAllIsKnown() {
        await().atMost(Duration.ofSeconds(60))
                .until(count("team_repository where team in ('reporters', 'rivals')"), equalTo(5L));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> reporting(TOKEN).body("{}").post("/events").statusCode() == 400
                        && reporting(READER).body("{}").post("/events").statusCode() == 403
                        && reporting(signed("org")).body("{}").post("/events").statusCode() == 400);
    }

    @Test
    void announcesADeploymentOnceEvenIfItIsReportedTwice() throws Exception {
        Response first = reporting(TOKEN)
                .header("Idempotency-Key", key)
                .header("x-ops-mechanism", "github-action")
                .body(deployment("widgets"))
                .post("/");
        Response again = reporting(TOKEN)
                .header("Idempotency-Key", key)
                .body(deployment("acme/widgets"))
                .post("/events");

        first.then()
                .statusCode(200)
                .body("message", equalTo("event written"))
                .body("data.team_id", equalTo(TEAM))
                .body("data.event_name", equalTo("deployment"))
                .body("data.event_action", equalTo("success"))
                .body("data.repo", equalTo("widgets"))
                .body("data.repository", equalTo("acme/widgets"))
                .body("data.branch", equalTo("main"))
                .body("data.commit", equalTo(SHA))
                .body("data.environment", nullValue())
                .body("data.image", nullValue());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        String id = first.path("data.id");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.FORGE_SCM,
                                DeploymentStatusChanged.class,
                                event -> event.deploymentId().equals(id)))
                        .singleElement()
                        .satisfies(status -> {
                            assertThat(status.key()).isEqualTo("millrace:" + WIDGETS.id());
                            assertThat(status.sha()).isEqualTo(SHA);
                            assertThat(status.report())
                                    .contains(
                                            new EventReport(TEAM, Optional.of("github-action"), Optional.of("github")));
                        }));
        assertThat(count("webhook_inbox where guid = '" + id + "'").call()).isEqualTo(1);
        assertThat(count("webhook_attempt where guid = '" + id + "'").call()).isEqualTo(1);
    }

    @Test
    void recognizesAReportWithoutAKeyByWhatItStates() {
        String environment = "env-" + key;
        // a minute may end between two requests, but not between three
        List<String> ids = List.of(report(environment), report(environment), report(environment));

        assertThat(ids.stream().distinct().count()).isLessThan(3);
    }

    @Test
    void storesWhatItDoesNotUse() {
        Map<String, Object> custom = Map.of("team_id", TEAM, "event_name", "ticket", "event_action", "Closed", "at", 7);
        String id = reporting(TOKEN)
                .body(custom)
                .post("/events")
                .then()
                .statusCode(200)
                .extract()
                .path("data.id");

        await().atMost(Duration.ofSeconds(20))
                .until(
                        count("webhook_inbox where forge = 'events' and event = 'ticket' and action = 'Closed'"
                                + " and state = 'PUBLISHED' and guid = '" + id + "'"),
                        equalTo(1L));
    }

    @Test
    void acceptsARepositoryThatTheTeamDoesNotHave() {
        for (String name : List.of("acme/elsewhere", "rivals/secret", "acme/gone")) {
            reporting(TOKEN)
                    .body(deployment(name))
                    .post("/events")
                    .then()
                    .statusCode(200)
                    .body("data.repo", equalTo(name))
                    .body("data.repository", nullValue());
        }
    }

    @Test
    void asksForTheWholeNameOfARepositoryWhoseShortNameIsNotItsOwn() {
        reporting(TOKEN)
                .body(deployment("twin"))
                .post("/events")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("repo"))
                .body("error", containsString("send the whole name"));
        reporting(TOKEN).body(deployment("b/twin")).post("/events").then().body("data.repository", equalTo("b/twin"));
    }

    @Test
    void namesTheFieldsInError() {
        reporting(TOKEN)
                .body(Map.of("team_id", TEAM, "event_name", "deployment", "commit", "main"))
                .post("/events")
                .then()
                .statusCode(400)
                .body("status", equalTo(400))
                .body("code", equalTo("event_invalid"))
                .body("errors.field", equalTo(List.of("event_action", "repo", "branch", "commit")))
                .body("errors[0].message", equalTo("is missing"));
    }

    @Test
    void rejectsWhoMayNotReport() {
        given().contentType("application/json")
                .body(deployment("widgets"))
                .post("/events")
                .then()
                .statusCode(401);
        reporting("mr_unknown").body(deployment("widgets")).post("/").then().statusCode(401);
        reporting(READER).body(deployment("widgets")).post("/events").then().statusCode(403);
        reporting(TOKEN)
                .body(Map.of("team_id", "rivals", "event_name", "x", "event_action", "y"))
                .post("/events")
                .then()
                .statusCode(403)
                .body("code", equalTo("other_team"));
    }

    @Test
    void keepsATokenToItsRepository() {
        reporting(signed("acme/widgets"))
                .header("Idempotency-Key", key)
                .body(deployment("widgets"))
                .post("/events")
                .then()
                .statusCode(200);
        reporting(signed("acme/widgets"))
                .body(deployment("b/twin"))
                .post("/events")
                .then()
                .statusCode(403);
        reporting(signed("acme/widgets"))
                .body(deployment("acme/no"))
                .post("/events")
                .then()
                .statusCode(403);
    }

    @Test
    void rejectsOtherTypesAndLongBodies() {
        given().header("Authorization", "Bearer " + TOKEN)
                .contentType("application/x-www-form-urlencoded")
                .body("payload={}")
                .post("/events")
                .then()
                .statusCode(415);
        reporting(TOKEN)
                .body("{\"meta\": \"" + "x".repeat(256 * 1024) + "\"}")
                .post("/events")
                .then()
                .statusCode(413);
        reporting(TOKEN)
                .body("{\"meta\": \"" + "x".repeat(2 * 1024 * 1024) + "\"}")
                .post("/events")
                .then()
                .statusCode(413);
    }

    private static String report(String environment) {
        Map<String, Object> body = new HashMap<>(deployment("widgets"));
        body.put("environment", environment);
        return reporting(TOKEN)
                .body(body)
                .post("/events")
                .then()
                .statusCode(200)
                .extract()
                .path("data.id");
    }

    private static Map<String, Object> deployment(String repository) {
        return Map.of(
                "team_id", TEAM,
                "event_name", "deployment",
                "event_action", "succeeded",
                "repo", repository,
                "branch", "main",
                "commit", SHA,
                "environment", "",
                "image", "null",
                "meta", Map.of("user", "mona"));
    }

    private static RequestSpecification reporting(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static String signed(String repository) {
        return TestKeys.sign(
                KEYS, TestKeys.claims(TEAM, repository, Instant.now().plusSeconds(600), "events:write"));
    }

    private static AccessTokenChanged token(String text, String role, String scope) {
        return new AccessTokenChanged(
                UUID.randomUUID(),
                "token-" + UUID.randomUUID(),
                OpaqueTokens.sha256(text),
                TEAM,
                Optional.empty(),
                "ci",
                role,
                List.of(scope),
                Instant.now().plusSeconds(600),
                true,
                Instant.EPOCH);
    }

    private static SyncStarted started(MirroredRepository repository) {
        return new SyncStarted(
                EventIds.of(repository.id(), "started"),
                repository,
                UUID.randomUUID(),
                "test",
                Instant.EPOCH.plusSeconds(60));
    }

    private Callable<Long> count(String from) {
        return () -> {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("select count(*) from ingest." + from)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(from, e);
            }
        };
    }
}
