package dev.millrace.insights.query;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static dev.millrace.insights.Forge.sha;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.insights.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class MetricResourceIT {

    private static final KeyPair TEAM = TestKeys.ec();
    private static final KeyPair OTHERS = TestKeys.ec();
    private static final KeyPair REPORTING = TestKeys.ec();
    private static final String MARCH = "from=2026-03-01&to=2026-04-01";

    private static final Forge GEARS = new Forge("measured", "acme/gears");
    private static final Forge BELTS = new Forge("measured", "umbrella/belts");

    /** gears: 2 March a (first), 6 March b, back to a; belts: 3 March p (first), 10 March q. */
    @BeforeAll
    static void publishesTheStory() {
        TestEvents.registerKey("measured", TEAM.getPublic());
        TestEvents.registerKey("others", OTHERS.getPublic());
        TestEvents.registerKey("reporting", REPORTING.getPublic());
        List.of(
                        GEARS.synced(at("2026-03-01T09:00Z")),
                        GEARS.reached(commit("b", at("2026-03-06T08:00Z"), "a"), commit("a", at("2026-03-01T10:00Z"))),
                        GEARS.deployed("201", "a", at("2026-03-02T10:00Z")),
                        GEARS.deployed("202", "b", at("2026-03-06T12:00Z")),
                        GEARS.deployed("203", "a", at("2026-03-06T14:00Z")),
                        GEARS.change(
                                7, "topic", "b", Optional.of("b"), at("2026-03-06T09:00Z"), at("2026-03-06T10:00Z")),
                        BELTS.synced(at("2026-03-01T09:00Z")),
                        BELTS.reached(commit("q", at("2026-03-10T10:00Z"), "p"), commit("p", at("2026-03-02T10:00Z"))),
                        BELTS.deployed("301", "p", at("2026-03-03T10:00Z")),
                        BELTS.deployed("302", "q", at("2026-03-10T12:00Z")))
                .forEach(TestEvents::publish);
    }

    @BeforeEach
    void waitsUntilTheStoryIsDerived() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> metrics("scope=team&" + MARCH)
                        .body("pending", equalTo(0))
                        .body("scope.repositories", equalTo(2))
                        .body("metrics[0].n", equalTo(4))
                        .body("metrics[1].n", equalTo(2))
                        .body("metrics[4].n", equalTo(5)));
    }

    @Test
    void answersAllFiveOfARepository() {
        metrics("repository=acme/gears&" + MARCH)
                .body("scope.kind", equalTo("repository"))
                .body("definition", equalTo("4"))
                .body("filters.actors", contains("human", "agent"))
                .body(
                        "metrics.name",
                        contains(
                                "deploymentFrequency",
                                "changeLeadTime",
                                "failedDeploymentRecoveryTime",
                                "changeFailRate",
                                "deploymentReworkRate"))
                .body(
                        "metrics.factor",
                        contains("throughput", "throughput", "throughput", "instability", "instability"))
                // two deployments in 30 days
                .body("metrics[0].value", equalTo(2f / 30))
                .body("metrics[0].details.days", equalTo(30f))
                .body("metrics[0].level.edition", equalTo("2025"))
                // b: 08:00 to 12:00
                .body("metrics[1].value", equalTo(14_400f))
                .body("metrics[1].n", equalTo(1))
                .body("metrics[1].coverage", equalTo(0.5f))
                .body("metrics[1].quantiles.quantile", contains(0.5f, 0.75f, 0.9f, 0.95f))
                .body("metrics[1].level.label", equalTo("less than one day"))
                .body("metrics[1].previous.value", nullValue())
                // 202 was rolled back after two hours
                .body("metrics[2].value", equalTo(7_200f))
                .body("metrics[2].excluded.unrecovered", equalTo(0))
                .body("metrics[3].value", equalTo(0.5f))
                .body("metrics[3].n", equalTo(2))
                .body("metrics[3].enough", equalTo(false))
                .body("metrics[3].interval95.low", notNullValue())
                .body("metrics[3].level.score", equalTo(5f))
                .body("metrics[3].settlesAt", nullValue())
                .body("metrics[4].value", equalTo(1f / 3));
    }

    @Test
    void answersForTheTeamAndForOneOrganizationWithoutLevels() {
        metrics("scope=team&" + MARCH + "&metrics=changeLeadTime,changeFailRate")
                // b 4 h, q 2 h
                .body("metrics[0].value", equalTo(10_800f))
                .body("metrics[0].level", nullValue())
                .body("metrics[1].value", equalTo(0.25f));
        metrics("organization=umbrella&" + MARCH)
                .body("scope.kind", equalTo("organization"))
                .body("scope.repositories", equalTo(1))
                .body("metrics[1].value", equalTo(7_200f))
                .body("metrics[3].value", equalTo(0f))
                .body("metrics[2].value", nullValue());
        metrics("organization=nobody&" + MARCH)
                .body("scope.repositories", equalTo(0))
                .body("metrics[0].value", nullValue());
    }

    @Test
    void answersEveryIntervalAndNullWhereNothingHappened() {
        metrics("scope=team&" + MARCH + "&interval=week&zone=America/New_York")
                .body("metrics[0].series", hasSize(6))
                .body("metrics[0].series[0].partial", equalTo(true))
                .body("metrics[0].series.n", contains(0, 3, 1, 0, 0, 0))
                .body("metrics[1].series[1].value", equalTo(14_400f))
                .body("metrics[1].series[3].value", nullValue())
                .body("metrics[3].series[3].value", nullValue());
    }

    @Test
    void beginsDaysInTheZone() {
        metrics("scope=team&from=2026-03-28&to=2026-03-31&interval=day&zone=Europe/Berlin")
                .body("window.from", equalTo("2026-03-27T23:00:00Z"))
                .body("window.to", equalTo("2026-03-30T22:00:00Z"))
                // summer time begins on the second day
                .body("metrics[0].series[1].from", equalTo("2026-03-28T23:00:00Z"))
                .body("metrics[0].series[1].to", equalTo("2026-03-29T22:00:00Z"))
                .body("metrics[0].previous.from", equalTo("2026-03-24T23:00:00Z"));
    }

    @Test
    void endsWithThisMinuteAndBeginsThirtyDaysBeforeByDefault() {
        Instant before = Instant.now();
        var window = metrics("scope=team").extract().jsonPath();

        Instant to = Instant.parse(window.getString("window.to"));
        assertThat(to).isBetween(before, Instant.now().plusSeconds(60));
        assertThat(Instant.parse(window.getString("window.from"))).isEqualTo(to.minus(Duration.ofDays(30)));
    }

    @Test
    void takesThePartsOfAChangeThatAddUp() {
        List<Float> parts = metrics("repository=acme/gears&" + MARCH
                        + "&metrics=codingTime,draftTime,pickupTime,reviewTime,mergeTime,deployWaitTime,deployTime")
                .extract()
                .path("metrics.value");
        // b was written at 08:00; 09:00 opened, 10:00 merged, 11:50 created, 12:00 deployed; no review. A
        // fast-forward does
        // not show which commits were the change's, so there is no item
        assertThat(parts).containsOnlyNulls();
        metrics("repository=acme/gears&" + MARCH + "&metrics=changeDeliveryTime")
                .body("metrics[0].excluded.unknown_changes", equalTo(1));
    }

    @Test
    void showsWhatIsBehindANumber() {
        ask("changeFailRate/evidence?repository=acme/gears&" + MARCH)
                .body("deployments.id", contains("202", "201"))
                .body("deployments.failed", contains(true, false))
                .body("deployments[0].recoveredBy", equalTo("deployment 203"))
                .body("deployments[0].signals[0].signal", equalTo("rollback"))
                .body("deployments[0].signals[0].confidence", equalTo(0.9f));
        String next = ask("changeLeadTime/evidence?scope=team&limit=1&" + MARCH)
                .body("items.subject", contains(sha("q")))
                .body("items[0].repository", equalTo("umbrella/belts"))
                .extract()
                .path("next");
        given().spec(reader())
                .queryParam("after", next)
                .get("/api/insights/metrics/changeLeadTime/evidence?scope=team&limit=1&" + MARCH)
                .then()
                .statusCode(200)
                .body("items.subject", contains(sha("b")))
                .body("next", nullValue());
    }

    @Test
    void explainsAMedianByTheItemsThatItIsBetween() {
        ask("changeLeadTime/explain?scope=team&" + MARCH)
                .body("value", equalTo(10_800f))
                .body("steps.result", contains(2f, 0.5f, 7_200f, 14_400f, 10_800f))
                .body("items.subject", contains(sha("q"), sha("b")));
        ask("changeFailRate/explain?scope=team&" + MARCH).body("steps[0].result", equalTo(4f));
        ask("deploymentFrequency/explain?scope=team&" + MARCH).body("steps[1].result", equalTo(30f));
    }

    @Test
    void exportsCsv() {
        String csv = given().spec(reader())
                .get("/api/insights/metrics/changeLeadTime/evidence.csv?scope=team&" + MARCH)
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .extract()
                .asString();

        assertThat(csv.lines()).hasSize(3);
        assertThat(csv)
                .contains("acme/gears," + sha("b")
                        + ",2026-03-06T08:00:00Z,2026-03-06T12:00:00Z,14400.0,human,counted,true,202,commit");
    }

    @Test
    void answersNotModifiedUntilTheDataChanges() {
        String tag = given().spec(reader())
                .get("/api/insights/metrics?scope=team&" + MARCH)
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        given().spec(reader())
                .header("If-None-Match", tag)
                .get("/api/insights/metrics?scope=team&" + MARCH)
                .then()
                .statusCode(304);
        given().spec(reader())
                .header("If-None-Match", tag)
                .get("/api/insights/metrics?scope=team&actors=bot&" + MARCH)
                .then()
                .statusCode(200);
    }

    @Test
    void takesAReportedIncidentForEvidence() {
        var axles = new Forge("reporting", "third/axles");
        TestEvents.publish(axles.synced(at("2026-02-01T09:00Z")));
        TestEvents.publish(axles.reached(commit("v", at("2026-02-01T10:00Z"))));
        TestEvents.publish(axles.deployed("401", "v", at("2026-02-02T10:00Z")));
        String february = "repository=third/axles&from=2026-02-01&to=2026-03-01&metrics=changeFailRate";
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().spec(bearer("reporting", "org", REPORTING, "org:read"))
                        .get("/api/insights/metrics?" + february)
                        .then()
                        .statusCode(200)
                        .body("metrics[0].n", equalTo(1))
                        .body("metrics[0].value", equalTo(0f)));

        for (int nth = 0; nth < 2; nth++) {
            report().body("{\"title\": \"slow\", \"startedAt\": \"2026-02-02T11:00:00Z\"}")
                    .put("/api/insights/incidents/db-42?repository=third/axles")
                    .then()
                    .statusCode(200)
                    .body("id", equalTo("db-42"));
        }

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> rate(february).body("metrics[0].value", equalTo(1f)));
        given().spec(bearer("reporting", "org", REPORTING, "org:read"))
                .get("/api/insights/metrics/changeFailRate/evidence?" + february)
                .then()
                .statusCode(200)
                .body("deployments[0].signals.evidence", contains("incident db-42"));
        String resolved =
                "{\"event\": {\"event_type\": \"incident.resolved\", \"occurred_at\": \"2026-02-03T12:00:00Z\","
                        + " \"data\": {\"id\": \"P1\", \"type\": \"incident\", \"created_at\": \"2026-02-03T11:00:00Z\"}}}";
        for (String payload : List.of(resolved, resolved.replace("resolved", "triggered"))) {
            report().body(payload)
                    .post("/api/insights/incidents/pagerduty?repository=third/axles")
                    .then()
                    .statusCode(200)
                    .body("id", contains("pagerduty:P1"));
        }
        // a report from before its end, which arrived later, does not open it again
        given().spec(bearer("reporting", "org", REPORTING, "org:read"))
                .get("/api/insights/incidents?repository=third/axles")
                .then()
                .statusCode(200)
                .body("id", contains("db-42", "pagerduty:P1"))
                .body("resolvedAt[1]", equalTo("2026-02-03T12:00:00Z"));
        report().body("{}")
                .post("/api/insights/incidents/pager?repository=third/axles")
                .then()
                .statusCode(404);
        report().delete("/api/insights/incidents/pagerduty:P1?repository=third/axles")
                .then()
                .statusCode(204);
        report().delete("/api/insights/incidents/db-42?repository=third/axles")
                .then()
                .statusCode(204);
        report().delete("/api/insights/incidents/db-42?repository=third/axles")
                .then()
                .statusCode(404);
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> rate(february).body("metrics[0].value", equalTo(0f)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scope=planet | scope 'planet' is none of repository, organization, service, group, team",
                "scope=team&repository=acme/gears | takes none of repository, organization, service, group but its own",
                "interval=minute | interval 'minute' is none of all, day, week, month, quarter",
                "actors=cat | actors 'cat' is none of human, agent, bot",
                "quantiles=2 | quantiles '2' is not a number from 0 to 1",
                "metrics=speed | metrics 'speed' is none of deploymentFrequency",
                "definition=1 | definition '1' is not stored: there is '4'",
                "interval=day&from=1970-01-01&to=2026-01-01 | more than 2,000 buckets of one day",
                "method=mean | method 'mean' is none of continuous, discrete",
                "colour=red | the parameter 'colour' is not known",
                "zone=Mars | zone 'Mars' is not a named IANA zone",
            })
    void refusesABadParameterWithValueAndRule(String query, String message) {
        given().spec(reader())
                .get("/api/insights/metrics?" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(message));
    }

    @Test
    void showsNothingOfAnotherTeam() {
        RequestSpecification other = bearer("others", "org", OTHERS, "org:read");
        given().spec(other)
                .get("/api/insights/metrics?repository=acme/gears")
                .then()
                .statusCode(404);
        given().spec(other)
                .get("/api/insights/metrics?organization=acme&" + MARCH)
                .then()
                .statusCode(200)
                .body("scope.repositories", equalTo(0))
                .body("metrics[0].n", equalTo(0));
        given().spec(other)
                .get("/api/insights/metrics/changeLeadTime/evidence?scope=team&" + MARCH)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        given().spec(bearer("others", "org", OTHERS, "events:write"))
                .contentType(ContentType.JSON)
                .body("{\"startedAt\": \"2026-02-02T11:00:00Z\"}")
                .put("/api/insights/incidents/x?repository=acme/gears")
                .then()
                .statusCode(404);
    }

    @Test
    void showsATokenOfOneRepositoryThatRepositoryOnly() {
        RequestSpecification one = bearer("measured", "acme/gears", TEAM, "git:read");
        given().spec(one)
                .get("/api/insights/metrics?repository=acme/gears")
                .then()
                .statusCode(200);
        given().spec(one)
                .get("/api/insights/metrics?repository=umbrella/belts")
                .then()
                .statusCode(403);
        given().spec(one).get("/api/insights/metrics?scope=team").then().statusCode(403);
        given().spec(one)
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/api/insights/incidents/x?repository=acme/gears")
                .then()
                .statusCode(403);
        given().get("/api/insights/metrics?scope=team").then().statusCode(401);
    }

    private static ValidatableResponse metrics(String query) {
        return given().spec(reader())
                .get("/api/insights/metrics?" + query)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse ask(String path) {
        return given().spec(reader())
                .get("/api/insights/metrics/" + path)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification reader() {
        return bearer("measured", "org", TEAM, "org:read");
    }

    private static ValidatableResponse rate(String query) {
        return given().spec(bearer("reporting", "org", REPORTING, "org:read"))
                .get("/api/insights/metrics?" + query)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification report() {
        return given().spec(bearer("reporting", "org", REPORTING, "events:write"))
                .contentType(ContentType.JSON);
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
