package dev.millrace.insights.settings;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.Forge;
import dev.millrace.insights.definition.DefinitionsBody;
import dev.millrace.insights.definition.DefinitionsBody.OwnershipBody;
import dev.millrace.insights.definition.DefinitionsBody.ServiceBody;
import dev.millrace.insights.definition.DefinitionsBody.TierBody;
import dev.millrace.insights.definition.TeamDefinitions;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What definitions do to answers. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class DefinitionsIT {

    private static final KeyPair CREWS = TestKeys.ec();
    private static final KeyPair RIGGERS = TestKeys.ec();

    @Inject
    AgroalDataSource database;

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

        definitions.save("crews", ropeOwnsTheCore("third/pulleys"), "ann", OptionalInt.empty());

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

    @Test
    void answersEverythingByTheActiveVersionAndThePastByTheOneOfThen() {
        var cleats = new Forge("riggers", "third/cleats");
        TestEvents.registerKey("riggers", RIGGERS.getPublic());
        List.of(
                        cleats.synced(at("2026-02-01T09:00Z")),
                        cleats.reached(commit("v", at("2026-02-01T10:00Z"))),
                        cleats.status("601", "1", "blue", State.SUCCESS, "v", at("2026-02-02T10:00Z")))
                .forEach(TestEvents::publish);
        String february = "from=2026-02-01&to=2026-03-01";
        String repository = "repository=third/cleats&" + february;
        rigger(
                "metrics?" + repository + "&environment=blue",
                response -> response.body("definitions", equalTo(0))
                        .body("filters.tier", equalTo("other"))
                        .body("metrics[0].n", equalTo(1)));
        Instant then = Instant.now();

        definitions.save("riggers", blueIsProduction(), "ann", OptionalInt.empty());

        rigger(
                "metrics?" + repository,
                response -> response.body("definitions", equalTo(1)).body("metrics[0].n", equalTo(1)));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(number(
                                "select count(*) from insights.history where team = 'riggers' and generation = 0"))
                        .isZero());
        rigger(
                "metrics?" + repository + "&environment=blue",
                response -> response.body("filters.tier", equalTo("production")));
        rigger(
                "metrics?" + repository + "&asOf=" + then,
                response -> response.body("definitions", equalTo(0)).body("metrics[0].n", equalTo(0)));
        for (String scope : List.of(repository, "scope=team&" + february, "organization=third&" + february)) {
            rigger(
                    "metrics?" + scope + "&environment=blue&asOf=" + then,
                    response -> response.body("filters.tier", equalTo("other"))
                            .body("scope.repositories", equalTo(1))
                            .body("metrics[0].n", equalTo(1)));
        }
        rigger(
                "metrics/deploymentFrequency/evidence?" + repository + "&tier=other&asOf=" + then,
                response -> response.body("deployments.id", contains("601"))
                        .body("deployments.repository", contains("third/cleats")));
        rigger(
                "deployments?" + repository,
                response -> response.body("items.id", contains("601")).body("environments.unmapped", hasSize(0)));
        rigger(
                "metrics/lab?" + repository,
                response -> response.body(
                                "definitions.name",
                                contains(
                                        "millrace",
                                        "millrace",
                                        "devlake",
                                        "fourkeys",
                                        "gitlab",
                                        "datadog",
                                        "middleware"))
                        .body("definitions[0].version", equalTo(1))
                        .body("definitions[0].deploymentFrequency.n", equalTo(1))
                        .body("definitions[1].version", equalTo(0))
                        .body("definitions[1].deploymentFrequency.n", equalTo(0))
                        .body("definitions[2].version", nullValue())
                        .body("definitions[2].deploymentFrequency.n", equalTo(1)));
    }

    @Test
    void showsAnalystsTheRowsOfTheActiveVersionOnce() {
        var shackles = new Forge("riggers-view", "third/shackles");
        TestEvents.registerKey("riggers-view", RIGGERS.getPublic());
        List.of(
                        shackles.synced(at("2026-02-01T09:00Z")),
                        shackles.reached(
                                commit("w", at("2026-02-02T08:00Z"), "v"), commit("v", at("2026-02-01T10:00Z"))),
                        shackles.change(
                                7, "topic", "w", Optional.of("w"), at("2026-02-02T08:00Z"), at("2026-02-02T09:00Z")),
                        shackles.deployed("501", "v", at("2026-02-01T12:00Z")),
                        shackles.deployed("502", "w", at("2026-02-02T10:00Z")))
                .forEach(TestEvents::publish);

        definitions.save("riggers-view", ropeOwnsTheCore("third/shackles"), "ann", OptionalInt.empty());

        String ofTeam = " where team = 'riggers-view'";
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(number("select coalesce(max(definitions), 0) from insights_public.repository" + ofTeam))
                    .isEqualTo(1);
            assertThat(number("select count(*) from insights_public.deployment" + ofTeam))
                    .isEqualTo(2);
            assertThat(number("select count(*) from insights_public.service_deployment" + ofTeam
                            + " and service = 'core' and owned_by = 'rope' and organization = 'third'"))
                    .isEqualTo(2);
            assertThat(number("select sum(seconds) from insights_public.duration" + ofTeam
                            + " and metric = 'changeLeadTime' and state = 'counted'"))
                    .isEqualTo(7_200);
            assertThat(number("select sum(value) from insights_public.quantity" + ofTeam
                            + " and metric = 'batchCommits' and owned_by is null"))
                    .isEqualTo(1);
            assertThat(number("select sum(value) from insights_public.service_quantity" + ofTeam
                            + " and metric = 'batchCommits' and owned_by = 'rope'"))
                    .isEqualTo(1);
            assertThat(number("select count(*) from insights_public.duration" + ofTeam
                            + " and metric = 'openTime' and source = 'merged' and at is not null"))
                    .isEqualTo(1);
        });
    }

    private static DefinitionsBody blueIsProduction() {
        return new DefinitionsBody(
                List.of(new TierBody(Optional.of("blue"), Optional.of("production"))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Waits for an answer that fits: facts are derived soon. */
    private static void rigger(String path, Consumer<ValidatableResponse> fits) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> fits.accept(given().spec(bearer("riggers", "org", RIGGERS, "org:read"))
                        .get("/api/insights/" + path)
                        .then()
                        .statusCode(200)));
    }

    private double number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    private static DefinitionsBody ropeOwnsTheCore(String repository) {
        return new DefinitionsBody(
                List.of(),
                List.of(),
                List.of(new ServiceBody(Optional.of(repository), Optional.of("core"), List.of("core/**"), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new OwnershipBody(
                        Optional.of("rope"),
                        Optional.of(repository),
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
