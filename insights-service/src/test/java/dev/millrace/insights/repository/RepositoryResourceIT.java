package dev.millrace.insights.repository;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static dev.millrace.insights.Forge.listed;
import static dev.millrace.insights.Forge.sha;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.events.Event;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.insights.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RepositoryResourceIT {

    private static final KeyPair ACME = TestKeys.ec();
    private static final KeyPair RIVAL = TestKeys.ec();
    private static final String MARCH = "from=2026-03-01&to=2026-04-01";

    private static final Forge WIDGETS = new Forge("acme", "acme/widgets");

    @BeforeAll
    static void showsTheStory() {
        TestEvents.registerKey("acme", ACME.getPublic());
        TestEvents.registerKey("rival", RIVAL.getPublic());
        publish(
                WIDGETS.synced(at("2026-03-01T09:00Z")),
                WIDGETS.reached(
                        commit("m", at("2026-03-06T11:00Z"), "b", "y"),
                        commit("y", at("2026-03-06T10:00Z"), "x"),
                        commit("x", at("2026-03-06T08:00Z"), "a"),
                        commit("b", at("2026-03-05T12:00Z"), "a"),
                        commit("a", at("2026-03-01T10:00Z"))),
                WIDGETS.deployed("101", "a", at("2026-03-02T10:00Z")),
                WIDGETS.deployed("102", "m", at("2026-03-06T12:00Z")),
                WIDGETS.deployed("103", "m", at("2026-03-07T12:00Z")),
                WIDGETS.status("104", "1041", "production", State.FAILURE, "b", at("2026-03-08T12:00Z")),
                WIDGETS.status("105", "1051", "github-pages", State.SUCCESS, "b", at("2026-03-08T12:00Z")),
                WIDGETS.pushed(
                        "topic", "", "y", listed("x", at("2026-03-06T08:00Z")), listed("y", at("2026-03-06T10:00Z"))),
                WIDGETS.change(7, "topic", "y", Optional.of("m"), at("2026-03-06T08:30Z"), at("2026-03-06T11:00Z")),
                WIDGETS.queued("one", at("2026-03-06T08:31Z")),
                WIDGETS.finished("one", Conclusion.SUCCESS, at("2026-03-06T08:33Z")),
                WIDGETS.finished("two", Conclusion.FAILURE, at("2026-03-06T09:33Z")),
                WIDGETS.renamed("acme/widgets", at("2026-03-01T08:00Z")));
    }

    @BeforeEach
    void waitsUntilTheStoryIsKnown() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> reader("acme", ACME)
                        .get("/api/insights/repositories")
                        .then()
                        .statusCode(200)
                        .body("find { it.name == 'acme/widgets' }.facts.deployments", equalTo(5))
                        .body("find { it.name == 'acme/widgets' }.facts.builds", equalTo(2))
                        .body("find { it.name == 'acme/widgets' }.facts.changes", equalTo(1))
                        .body("find { it.name == 'acme/widgets' }.facts.pushes", equalTo(1))
                        .body("find { it.name == 'acme/widgets' }.facts.commits", equalTo(5))
                        .body("find { it.name == 'acme/widgets' }.archived", is(true))
                        .body("find { it.name == 'acme/widgets' }.defaultBranch", equalTo("main")));
    }

    @Test
    void showsTheEventsBehindEachNumber() {
        deployments(MARCH)
                .body("environments.listed", contains("production"))
                .body("environments.unmapped", contains("github-pages"))
                .body("items.id", contains("104", "103", "102", "101"))
                .body("items.effect", contains("failed", "redeploy", "ships", "unknown"))
                .body("items.counted", contains(false, false, true, true))
                .body("items[3].reason", equalTo("first_deployment"))
                .body("items[2].sha", equalTo(sha("m")))
                .body("items[2].changes.number", contains(7))
                .body("items[2].commitCount", equalTo(3))
                .body("items[2].commits.id", contains(sha("b"), sha("x"), sha("y")))
                .body("items[2].commits.leadTimeSeconds", contains(86400f, 14400f, 7200f))
                .body("next", nullValue());
    }

    @Test
    void looksAtOneEnvironmentWhenAsked() {
        deployments(MARCH + "&environment=github-pages").body("items.id", contains("105"));
        deployments(MARCH + "&environment=github-pages&tier=production").body("items", empty());
        deployments(MARCH + "&tier=other").body("items.id", contains("105"));
        deployments(MARCH + "&redeploys=include").body("items.counted", contains(false, true, true, true));
    }

    @Test
    void showsADeploymentWithinTwoSecondsOfItsEvent() {
        var forge = new Forge("acme", "acme/quick");
        publish(forge.synced(at("2026-03-01T09:00Z")));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> metrics("acme/quick", MARCH)
                        .statusCode(200)
                        .body("scope.repositories", equalTo(1))
                        .body("metrics[0].value", nullValue())
                        .body("metrics[1].value", nullValue())
                        .body("metrics[1].coverage", nullValue()));

        publish(forge.deployed("1", "a", at("2026-03-02T10:00Z")));

        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> metrics("acme/quick", MARCH).body("metrics[0].n", equalTo(1)));
    }

    @Test
    void countsARepeatedEventOnceAndSkipsABrokenRecord() {
        var forge = new Forge("acme", "acme/twice");
        var deployed = forge.deployed("1", "a", at("2026-03-02T10:00Z"));
        publish(forge.synced(at("2026-03-01T09:00Z")), deployed, deployed);
        TestEvents.publish(
                "forge.scm",
                forge.repository.key(),
                Map.of("ce_type", "dev.millrace.forge.deployment.status.changed.v1"),
                new byte[] {'{'});
        publish(deployed, forge.deployed("2", "b", at("2026-03-03T10:00Z")));

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> metrics("acme/twice", MARCH).statusCode(200).body("metrics[0].n", equalTo(2)));
        assertThat(TestEvents.records("millrace.insights.dlq")).hasSize(1);
    }

    @Test
    void turnsPagesOfEvidenceWithoutLossOrRepeat() {
        var forge = new Forge("acme", "acme/pages");
        publish(forge.synced(at("2026-03-01T09:00Z")));
        for (int nth = 1; nth <= 7; nth++) {
            // three share an instant, and 10 is more than 9
            publish(forge.deployed("" + (nth + 5), "v" + nth, at("2026-03-0%dT10:00Z".formatted(Math.min(nth, 5)))));
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> metrics("acme/pages", MARCH).statusCode(200).body("metrics[0].n", equalTo(7)));

        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            var page = reader("acme", ACME)
                    .get("/api/insights/deployments?repository=acme/pages&limit=2&" + MARCH
                            + (after.isEmpty() ? "" : "&after=" + after))
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            ids.addAll(page.getList("items.id", String.class));
            after = Optional.ofNullable(page.getString("next")).orElse("");
        } while (!after.isEmpty());

        assertThat(ids).containsExactly("12", "11", "10", "9", "8", "7", "6");
    }

    @Test
    void turnsPagesOfCommits() {
        String path = "/api/insights/deployments/102/commits?repository=acme/widgets&limit=2";
        String next = reader("acme", ACME)
                .get(path)
                .then()
                .statusCode(200)
                .body("items.id", contains(sha("b"), sha("x")))
                .extract()
                .path("next");

        reader("acme", ACME)
                .queryParam("after", next)
                .get(path)
                .then()
                .body("items.id", contains(sha("y")))
                .body("items[0].leadTimeSeconds", equalTo(7200f))
                .body("next", nullValue());
        reader("acme", ACME)
                .get("/api/insights/deployments/104/commits?repository=acme/widgets")
                .then()
                .statusCode(404)
                .body("code", equalTo("deployment_missing"));
    }

    @Test
    void hidesTheRepositoriesOfOtherTeams() {
        reader("rival", RIVAL)
                .get("/api/insights/metrics?repository=acme/widgets")
                .then()
                .statusCode(404)
                .body("code", equalTo("repository_missing"))
                .body("error", containsString("acme/widgets"));
        reader("rival", RIVAL)
                .get("/api/insights/repositories")
                .then()
                .statusCode(200)
                .body("name", everyItem(startsWith("rival/")));
        get("acme/nowhere", MARCH).statusCode(404);
    }

    @Test
    void refusesCallersThatAreNotAllowed() {
        given().get("/api/insights/metrics?repository=acme/widgets").then().statusCode(401);
        // signed by another team's key
        given().header("Authorization", "Bearer " + token("acme", "acme/widgets", RIVAL, "org:read"))
                .get("/api/insights/metrics?repository=acme/widgets")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + token("acme", "acme/widgets", ACME, "repo:write"))
                .get("/api/insights/metrics?repository=acme/widgets")
                .then()
                .statusCode(403)
                .body("code", equalTo("scope_missing"));
        given().header("Authorization", "Bearer " + token("acme", "acme/other", ACME, "git:read"))
                .get("/api/insights/metrics?repository=acme/widgets")
                .then()
                .statusCode(403)
                .body("code", equalTo("other_repository"));
    }

    @Test
    void letsAReaderOfOneRepositorySeeThatOne() {
        var reader = "Bearer " + token("acme", "acme/widgets", ACME, "git:read");

        given().header("Authorization", reader)
                .get("/api/insights/metrics?repository=acme/widgets&" + MARCH)
                .then()
                .statusCode(200);
        given().header("Authorization", reader)
                .get("/api/insights/repositories")
                .then()
                .body("name", contains("acme/widgets"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=yesterday | from 'yesterday' is neither a date",
                "from=2026-02-30 | from '2026-02-30' is neither a date",
                "from=2026-03-01T00:00:00 | with an offset",
                "from=2026-04-01&to=2026-03-01 | is not before",
                "from=2026-03-01&to=2026-03-01 | is not before",
                "to=9999-01-01 | is not between 1970-01-01 and 2200-01-01",
                "zone=Mars/Olympus | zone 'Mars/Olympus' is not a named IANA zone",
                "zone=UTC-5 | zone 'UTC-5' is not a named IANA zone",
                "tier=prod | tier 'prod' is none of production, staging",
                "redeploys=yes | redeploys 'yes' is neither include nor exclude",
                "bots=1 | bots '1' is neither include nor exclude",
                "agents=1 | agents '1' is neither include nor exclude",
                "limit=0 | limit '0' is not a whole number from 1 to 500",
                "limit=x | limit 'x' is not a whole number from 1 to 500",
                "after=nonsense | after 'nonsense' is not a 'next'",
                "form=2026-03-01 | the parameter 'form' is not known",
                "zone=UTC&zone=UTC | the parameter 'zone' is given 2 times"
            })
    void refusesABadParameterWithTheValueAndTheRule(String parameters, String message) {
        get("acme/widgets", parameters).statusCode(400).body("error", containsString(message));
    }

    @Test
    void refusesToGuessTheRepository() {
        reader("acme", ACME)
                .get("/api/insights/deployments")
                .then()
                .statusCode(400)
                .body("error", containsString("'repository' is missing"));
    }

    private static ValidatableResponse deployments(String parameters) {
        return get("acme/widgets", parameters).statusCode(200);
    }

    private static ValidatableResponse get(String repository, String parameters) {
        return reader("acme", ACME)
                .get("/api/insights/deployments?repository=" + repository + "&" + parameters)
                .then();
    }

    private static ValidatableResponse metrics(String repository, String parameters) {
        return reader("acme", ACME)
                .get("/api/insights/metrics?repository=" + repository + "&" + parameters)
                .then();
    }

    private static RequestSpecification reader(String team, KeyPair keys) {
        return given().header("Authorization", "Bearer " + token(team, "org", keys, "org:read"));
    }

    private static String token(String team, String repository, KeyPair keys, String scope) {
        return TestKeys.sign(
                keys, TestKeys.claims(team, repository, Instant.now().plusSeconds(600), scope));
    }

    private static void publish(Event... events) {
        for (Event event : events) {
            TestEvents.publish(event);
            // a replay of its delivery changes nothing
            TestEvents.publishReplay(event, true);
        }
    }
}
