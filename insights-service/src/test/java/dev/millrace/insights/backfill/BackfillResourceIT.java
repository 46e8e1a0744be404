package dev.millrace.insights.backfill;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static dev.millrace.insights.Forge.sha;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.insights.Forge;
import dev.millrace.insights.backfill.ImportRow.State;
import dev.millrace.insights.backfill.ImportStore.Part;
import dev.millrace.insights.backfill.ImportStore.StoredLine;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class BackfillResourceIT {

    private static final KeyPair TEAM = TestKeys.ec();
    private static final KeyPair OTHERS = TestKeys.ec();
    private static final Forge ROPES = new Forge("importers", "acme/ropes");
    private static final String DEPLOYMENT = "{\"event_name\": \"deployment\", \"event_action\": \"success\","
            + " \"repo\": \"acme/ropes\", \"branch\": \"main\", \"commit\": \"%s\", \"deployment_id\": \"%s\", \"at\": \"%s\"}\n";

    @Inject
    Database database;

    @Inject
    ImportStore imports;

    @BeforeAll
    static void publishesARepository() {
        TestEvents.registerKey("importers", TEAM.getPublic());
        TestEvents.registerKey("bystanders", OTHERS.getPublic());
        TestEvents.publish(ROPES.synced(at("2026-01-01T09:00Z")));
        TestEvents.publish(
                ROPES.reached(commit("b", at("2026-01-06T08:00Z"), "a"), commit("a", at("2026-01-01T10:00Z"))));
    }

    @BeforeEach
    void waitsUntilTheRepositoryIsKnown() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().spec(bearer("importers", TEAM, "org:read"))
                        .get("/api/insights/repositories")
                        .then()
                        .body("find { it.name == 'acme/ropes' }.facts.commits", equalTo(2)));
    }

    @Test
    void countsWhatWasImportedAndNothingTwice() {
        String lines = DEPLOYMENT.formatted(sha("a"), "r-1", "2026-01-02T10:00:00Z")
                + DEPLOYMENT.formatted(sha("b"), "r-2", "2026-01-06T12:00:00Z")
                + "{\"event_name\": \"incident\", \"repo\": \"acme/ropes\", \"id\": \"db-1\","
                + " \"started_at\": \"2026-01-06T13:00:00Z\", \"resolved_at\": \"2026-01-06T14:00:00Z\"}\n"
                + "{\"event_name\": \"deployment\", \"repo\": \"acme/ropes\"}\n"
                + DEPLOYMENT.formatted(sha("a"), "r-3", "2026-01-07T10:00:00Z").replace("acme/ropes", "acme/nowhere");

        String first = send("application/x-ndjson", lines).path("id");
        String again = send("application/x-ndjson", lines).path("id");

        assertThat(again).isEqualTo(first);
        awaitEnd(first)
                .body("state", equalTo("done"))
                .body("lines", equalTo(3))
                .body("recorded", equalTo(3))
                .body("rejected", equalTo(2))
                .body("errors.line", contains(4, 5))
                .body("errors[0].message", equalTo("at is missing"))
                .body("errors[1].message", containsString("repo 'acme/nowhere' is none of the team's"));
        // other lines, of which two are known
        String csv = "event_name,event_action,repo,branch,commit,deployment_id,at\n"
                + "deployment,success,acme/ropes,main,%s,r-2,2026-01-06T12:00:00Z\n".formatted(sha("b"));
        awaitEnd(send("text/csv", csv).path("id")).body("recorded", equalTo(1));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().spec(bearer("importers", TEAM, "org:read"))
                        .get("/api/insights/metrics?repository=acme/ropes&from=2026-01-01&to=2026-02-01")
                        .then()
                        .statusCode(200)
                        .body("metrics[0].n", equalTo(2))
                        .body("metrics[1].value", equalTo(14_400f))
                        .body("metrics[2].value", equalTo(7_200f))
                        .body("metrics[3].value", equalTo(0.5f)));
    }

    @Test
    void refusesABodyWithoutAnEventOrOfAnotherType() {
        given().spec(bearer("importers", TEAM, "events:write"))
                .contentType("application/x-ndjson")
                .body("{}\n".getBytes(StandardCharsets.UTF_8))
                .post("/api/insights/backfill")
                .then()
                .statusCode(400)
                .body("detail", equalTo("no line can be imported; line 1: event_name is missing"));
        given().spec(bearer("importers", TEAM, "events:write"))
                .contentType("application/json")
                .body("{}")
                .post("/api/insights/backfill")
                .then()
                .statusCode(415);
        given().spec(bearer("importers", TEAM, "org:read"))
                .contentType("application/x-ndjson")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/api/insights/backfill")
                .then()
                .statusCode(403);
    }

    @Test
    void continuesAnImportThatFailedWhenItIsSentAgain() {
        UUID id = UUID.randomUUID();
        String line = DEPLOYMENT.formatted(sha("a"), "r-1", "2026-01-02T10:00:00Z");
        database.useTransaction(tx -> {
            imports.add(tx, id, "importers", "", Instant.now());
            imports.addPart(tx, id, new Part(1, List.of(new StoredLine(7, ROPES.mirror.id(), fields(line)))));
            imports.received(tx, id, "key again-1", 2, 0, List.of(), Instant.now());
            imports.move(tx, id, List.of(State.WAITING), State.FAILED, Optional.of("for a test"), Instant.now());
        });

        String continued = given().spec(bearer("importers", TEAM, "events:write"))
                .header("Idempotency-Key", "again-1")
                .contentType("application/x-ndjson")
                .body(line.getBytes(StandardCharsets.UTF_8))
                .post("/api/insights/backfill")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        assertThat(continued).isEqualTo(id.toString());
        // the part that was left
        awaitEnd(continued).body("recorded", equalTo(1)).body("reason", nullValue());
    }

    @Test
    void cancelsAnImportThatHasNotEnded() {
        UUID id = UUID.randomUUID();
        database.useTransaction(tx -> imports.add(tx, id, "importers", "", Instant.now()));

        given().spec(bearer("importers", TEAM, "events:write"))
                .delete("/api/insights/backfill/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("cancelled"));
    }

    private static Map<String, String> fields(String line) {
        return new JsonPath(line).getMap("$");
    }

    @Test
    void hidesImportsFromOthersAndCancelsNoneThatHasEnded() {
        String id = send("application/x-ndjson", DEPLOYMENT.formatted(sha("a"), "r-9", "2026-01-02T10:00:00Z"))
                .path("id");
        awaitEnd(id);

        given().spec(bearer("bystanders", OTHERS, "events:write"))
                .get("/api/insights/backfill/" + id)
                .then()
                .statusCode(404);
        given().spec(bearer("bystanders", OTHERS, "events:write"))
                .delete("/api/insights/backfill/" + id)
                .then()
                .statusCode(404);
        given().spec(bearer("bystanders", OTHERS, "events:write"))
                .get("/api/insights/backfill")
                .then()
                .body("$", hasSize(0));
        given().spec(bearer("importers", TEAM, "events:write"))
                .get("/api/insights/backfill")
                .then()
                .body("id", hasItem(id));
        given().spec(bearer("importers", TEAM, "events:write"))
                .delete("/api/insights/backfill/" + id)
                .then()
                .statusCode(409)
                .body("code", equalTo("import_ended"));
        given().spec(bearer("importers", TEAM, "events:write"))
                .get("/api/insights/backfill/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    private static ExtractableResponse<Response> send(String type, String body) {
        return given().spec(bearer("importers", TEAM, "events:write"))
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/api/insights/backfill")
                .then()
                .statusCode(202)
                .extract();
    }

    private static ValidatableResponse awaitEnd(String id) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> get(id).body("state", equalTo("done")));
        return get(id);
    }

    private static ValidatableResponse get(String id) {
        return given().spec(bearer("importers", TEAM, "events:write"))
                .get("/api/insights/backfill/" + id)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification bearer(String team, KeyPair keys, String scope) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestKeys.sign(
                                        keys,
                                        TestKeys.claims(
                                                team, "org", Instant.now().plusSeconds(600), scope)));
    }
}
