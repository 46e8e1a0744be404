package dev.millrace.insights.settings;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.insights.Forge;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.DefinitionsBody.OwnershipBody;
import dev.millrace.insights.definition.DefinitionsBody.ServiceBody;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What definitions do to answers. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class DefinitionsIT {

    private static final KeyPair CREWS = TestKeys.ec();

    @Inject
    TeamDefinitions definitions;

    @Test
    void answersForServicesAndGroupsAndHidesWhatFewPeopleDo() {
        var pulleys = new Forge("crews", "third/pulleys");
        TestEvents.registerKey("crews", CREWS.getPublic());
        TestEvents.publish(pulleys.synced(at("2026-02-01T09:00Z")));
        TestEvents.publish(pulleys.reached(commit("v", at("2026-02-01T10:00Z"))));
        TestEvents.publish(
                pulleys.change(7, "topic", "v", Optional.of("v"), at("2026-02-01T09:00Z"), at("2026-02-01T10:30Z")));
        TestEvents.publish(pulleys.deployed("501", "v", at("2026-02-02T10:00Z")));
        RequestSpecification crew = bearer("crews", "org", CREWS, "org:read");
        String february = "from=2026-02-01&to=2026-03-01&metrics=deploymentFrequency,pickupTime";
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().spec(crew)
                        .get("/api/insights/metrics?scope=team&" + february)
                        .then()
                        .statusCode(200)
                        .body("pending", equalTo(0))
                        .body("metrics[0].n", equalTo(1)));
        given().spec(crew)
                .get("/api/insights/metrics?group=rope&" + february)
                .then()
                .statusCode(404);
        given().spec(crew)
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/api/insights/definitions")
                .then()
                .statusCode(403);

        definitions.save("crews", ropeOwnsTheCore(), "ann", OptionalInt.empty());

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().spec(crew)
                        .get("/api/insights/metrics?group=rope&" + february)
                        .then()
                        .statusCode(200)
                        .body("scope.kind", equalTo("group"))
                        .body("definitions", equalTo(1))
                        .body("metrics[0].n", equalTo(1))
                        .body("metrics[1].unit", equalTo("hidden"))
                        .body("metrics[1].excluded.fewer_than_five_people", equalTo(1)));
        given().spec(crew)
                .get("/api/insights/metrics/pickupTime/evidence?group=rope&" + february)
                .then()
                .statusCode(403);
        given().spec(crew)
                .get("/api/insights/metrics?repository=third/pulleys&service=core&" + february)
                .then()
                .statusCode(200)
                .body("scope.name", equalTo("third/pulleys/core"))
                .body("metrics[0].n", equalTo(1));
        given().spec(crew)
                .get("/api/insights/metrics?repository=third/pulleys&service=shell&" + february)
                .then()
                .statusCode(404);
        given().spec(crew)
                .get("/api/insights/definitions")
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"1\""))
                .body("active", equalTo(1))
                .body("building", nullValue())
                .body("definitions.ownership[0].group", equalTo("rope"));
        given().spec(crew)
                .get("/api/insights/recommendations?repository=third/pulleys")
                .then()
                .statusCode(200)
                .body("recommendations", hasSize(0));
        given().spec(crew)
                .get("/api/insights/restatements?repository=third/pulleys")
                .then()
                .statusCode(200);
        given().spec(crew)
                .get("/api/insights/metrics?scope=team&from=2026-02-01&to=2026-03-01&metrics="
                        + "throughput,workInProgress,buildSuccessRate,buildMinutes,cycleTime,changeLines")
                .then()
                .statusCode(200)
                // change 7 was opened at 09:00 and merged at 10:30
                .body("metrics[0].value", equalTo(1f / 28))
                .body("metrics[1].value", equalTo(0f))
                .body("metrics[2].value", nullValue())
                .body("metrics[3].value", nullValue())
                .body("metrics[4].value", equalTo(5_400f))
                .body("metrics[5].excluded.unknown_sizes", equalTo(1));
        given().spec(crew)
                .get("/api/insights/metrics/workInProgress/explain?scope=team&" + february)
                .then()
                .statusCode(200)
                .body("value", equalTo(0f));
    }

    private static DefinitionsBody ropeOwnsTheCore() {
        return new DefinitionsBody(
                List.of(),
                List.of(),
                List.of(new ServiceBody(
                        Optional.of("third/pulleys"), Optional.of("core"), List.of("core/**"), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new OwnershipBody(
                        Optional.of("rope"),
                        Optional.of("third/pulleys"),
                        Optional.of("core"),
                        Optional.empty(),
                        Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RequestSpecification bearer(String team, String repository, KeyPair keys, String scope) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestKeys.sign(
                                        keys,
                                        TestKeys.claims(
                                                team, repository, Instant.now().plusSeconds(600), scope)));
    }
}
