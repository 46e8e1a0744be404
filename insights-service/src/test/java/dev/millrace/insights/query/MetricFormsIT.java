package dev.millrace.insights.query;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.insights.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forms in which metrics are read, besides the metrics themselves: they have the same numbers. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class MetricFormsIT {

    private static final KeyPair TEAM = TestKeys.ec();
    private static final KeyPair OTHERS = TestKeys.ec();
    private static final String MARCH = "from=2026-03-01&to=2026-04-01";
    private static final Forge SHAFTS = new Forge("formed", "acme/shafts");

    @Inject
    AgroalDataSource database;

    /** 2 March a (the first), 6 March b after 4 hours, and back to a after two more. */
    @BeforeAll
    static void publishesTheStory() {
        TestEvents.registerKey("formed", TEAM.getPublic());
        TestEvents.registerKey("formless", OTHERS.getPublic());
        List.of(
                        SHAFTS.synced(at("2026-03-01T09:00Z")),
                        SHAFTS.reached(commit("b", at("2026-03-06T08:00Z"), "a"), commit("a", at("2026-03-01T10:00Z"))),
                        SHAFTS.deployed("501", "a", at("2026-03-02T10:00Z")),
                        SHAFTS.deployed("502", "b", at("2026-03-06T12:00Z")),
                        SHAFTS.deployed("503", "a", at("2026-03-06T14:00Z")))
                .forEach(TestEvents::publish);
    }

    @BeforeEach
    void waitsUntilTheStoryIsDerived() {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> metrics("repository=acme/shafts&" + MARCH)
                        .body("metrics[0].n", equalTo(2))
                        .body("metrics[4].n", equalTo(3)));
    }

    @Test
    void answersManyPanelsAtOnceEachWithItsOwnProblem() {
        given().spec(reader("formed", TEAM))
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "panels",
                        List.of(
                                panel("lead", Map.of("scope", "team", "metrics", "changeLeadTime")),
                                panel("wrong", Map.of("scope", "planet")),
                                panel("missing", Map.of("repository", "acme/nowhere")))))
                .post("/api/insights/metrics/batch")
                .then()
                .statusCode(200)
                .body("panels.name", contains("lead", "wrong", "missing"))
                .body("panels.status", contains(200, 400, 404))
                .body("panels[0].answer.metrics[0].name", equalTo("changeLeadTime"))
                .body("panels[0].problem", nullValue())
                .body("panels[1].problem.detail", containsString("scope 'planet' is none of"))
                .body("panels[2].problem.code", equalTo("repository_missing"));
    }

    @Test
    void refusesABatchThatIsEmptyOrTooLarge() {
        for (Object body : List.of(
                Map.of(),
                Map.of("panels", List.of()),
                Map.of(
                        "panels",
                        Stream.generate(() -> panel("x", Map.of())).limit(51).toList()),
                Map.of(
                        "panels",
                        Stream.generate(() ->
                                        panel("x", Map.of("interval", "day", "from", "2020-01-01", "to", "2025-01-01")))
                                .limit(20)
                                .toList()))) {
            given().spec(reader("formed", TEAM))
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post("/api/insights/metrics/batch")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("parameter_invalid"));
        }
    }

    @Test
    void exportsOpenMetrics() {
        String text = given().spec(reader("formed", TEAM))
                .get("/api/insights/openmetrics?repository=acme/shafts&" + MARCH)
                .then()
                .statusCode(200)
                .contentType(containsString("application/openmetrics-text"))
                .extract()
                .asString();

        assertThat(text)
                .contains("# TYPE millrace_insights_change_lead_time_seconds gauge")
                .contains("millrace_insights_change_lead_time_seconds{scope=\"repository\",team=\"formed\","
                        + "name=\"acme/shafts\",tier=\"production\",quantile=\"0.5\"} 14400.0")
                .contains("millrace_insights_change_fail_rate_items{scope=\"repository\",team=\"formed\","
                        + "name=\"acme/shafts\",tier=\"production\"} 2.0")
                .endsWith("# EOF\n");
    }

    @Test
    void exportsWhatIsCountedWithoutAUnit() {
        String labels = "{scope=\"repository\",team=\"formed\",name=\"acme/shafts\",tier=\"production\"";

        String text = given().spec(reader("formed", TEAM))
                .get("/api/insights/openmetrics?metrics=batchCommits,throughput,workInProgress&repository=acme/shafts&"
                        + MARCH)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(text)
                .contains("millrace_insights_batch_commits" + labels + ",quantile=\"0.5\"} 1.0")
                .contains("millrace_insights_throughput_per_day" + labels + "} 0.0")
                .contains("millrace_insights_work_in_progress" + labels + "} 0.0");
    }

    @Test
    void sendsAnEventWhenTheNumbersOfTheScopeChange() throws IOException, InterruptedException {
        var pins = new Forge("formed", "umbrella/pins");
        TestEvents.publish(pins.synced(at("2026-03-01T09:00Z")));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> metrics("repository=umbrella/pins").body("scope.repositories", equalTo(1)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d%s"
                        .formatted(RestAssured.port, "/api/insights/metrics/stream?repository=umbrella/pins")))
                .header("Authorization", "Bearer " + token("formed", TEAM))
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines =
                        client.send(request, BodyHandlers.ofLines()).body()) {
            Iterator<String> events =
                    lines.filter(line -> line.startsWith("data: ")).iterator();
            JsonNode first = json(events.next());

            TestEvents.publish(pins.deployed("601", "p", at("2026-03-02T10:00Z")));

            JsonNode second = json(events.next());
            assertThat(second.path("version").asText())
                    .isNotEqualTo(first.path("version").asText());
            metrics("repository=umbrella/pins&" + MARCH).body("metrics[0].n", equalTo(1));
            client.shutdownNow();
        }
    }

    @Test
    void streamsNothingToAnotherTeam() {
        given().spec(reader("formless", OTHERS))
                .get("/api/insights/metrics/stream?repository=acme/shafts")
                .then()
                .statusCode(404);
        given().get("/api/insights/metrics/stream?repository=acme/shafts")
                .then()
                .statusCode(401);
    }

    @Test
    void answersWhatANumberWasBeforeItChanged() {
        var bolts = new Forge("formed", "umbrella/bolts");
        TestEvents.publish(bolts.synced(at("2026-03-01T09:00Z")));
        TestEvents.publish(bolts.deployed("701", "p", at("2026-03-02T10:00Z")));
        String asked = "repository=umbrella/bolts&" + MARCH;
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> metrics(asked).body("metrics[0].n", equalTo(1)));
        Instant then = Instant.now();

        // reported late: it ended before the first one
        TestEvents.publish(bolts.deployed("702", "q", at("2026-03-01T10:00Z")));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        metrics(asked).body("metrics[0].n", equalTo(2)).body("metrics[0].details.days", equalTo(31f)));

        metrics(asked + "&asOf=" + then)
                .body("asOf", equalTo(then.toString()))
                .body("dataThrough", nullValue())
                .body("metrics[0].n", equalTo(1))
                .body("metrics[0].details.days", equalTo(30f));
        given().spec(reader("formed", TEAM))
                .get("/api/insights/metrics/changeFailRate/evidence?" + asked + "&asOf=" + then)
                .then()
                .body("deployments.id", contains("701"));
        for (String wrong : List.of("2001-01-01 is not kept", "2199-01-01 is after now")) {
            given().spec(reader("formed", TEAM))
                    .get("/api/insights/metrics?" + asked + "&asOf=" + wrong.substring(0, 10))
                    .then()
                    .statusCode(400)
                    .body("detail", containsString(wrong.substring(11)));
        }
    }

    @Test
    void comparesTheDefinitionsOfOtherTools() {
        given().spec(reader("formed", TEAM))
                .get("/api/insights/metrics/lab?repository=acme/shafts&" + MARCH)
                .then()
                .statusCode(200)
                .body(
                        "definitions.name",
                        contains("millrace", "devlake", "fourkeys", "gitlab", "datadog", "middleware"))
                .body("definitions[0].changeLeadTime.value", equalTo(14_400f))
                .body("definitions[0].changeFailRate.value", equalTo(0.5f))
                // three deployments in 31 days, and the rollback blames the one before it
                .body("definitions[3].deploymentFrequency.value", equalTo(3f / 31))
                .body("definitions[4].changeFailRate.value", equalTo(1f / 3))
                .body("definitions[4].recoveryTime.value", equalTo(7_200f));
        given().spec(reader("formless", OTHERS))
                .get("/api/insights/metrics/lab?repository=acme/shafts")
                .then()
                .statusCode(404);
    }

    @Test
    void hasTheSameNumbersInThePublicViews() throws SQLException {
        JsonPath metrics = metrics("repository=acme/shafts&metrics=deploymentFrequency,changeLeadTime,"
                        + "failedDeploymentRecoveryTime,changeFailRate,deploymentReworkRate&" + MARCH)
                .extract()
                .jsonPath();
        String rows = " where team = 'formed' and repository = 'acme/shafts' and tier = 'production' and ";
        String deployments = " from insights_public.deployment" + rows
                + "finished_at >= '2026-03-01T00:00Z' and finished_at < '2026-04-01T00:00Z' and ";
        String durations = "select percentile_cont(0.5) within group (order by seconds) from insights_public.duration"
                + rows + "at >= '2026-03-01T00:00Z' and at < '2026-04-01T00:00Z' and state = 'counted' and metric = ";

        assertThat(number("select count(*)" + deployments + "change_bearing"))
                .isEqualTo(metrics.getDouble("metrics[0].n"));
        assertThat(number(durations + "'changeLeadTime' and actor in ('human', 'agent')"))
                .isEqualTo(metrics.getDouble("metrics[1].value"));
        assertThat(number(durations + "'failedDeploymentRecoveryTime'"))
                .isEqualTo(metrics.getDouble("metrics[2].value"));
        assertThat(number("select count(*) filter (where failed) / count(*)::float8" + deployments + "change_bearing"))
                .isEqualTo(metrics.getDouble("metrics[3].value"));
        assertThat(number("select count(*) filter (where rework) / count(*)::float8" + deployments + "rework_base"))
                .isCloseTo(metrics.getDouble("metrics[4].value"), within(1e-6));
        assertThat(number(
                        "select count(*) from insights_public.failure_signal where team = 'formed' and deployment = '502'"
                                + " and signal = 'rollback'"))
                .isEqualTo(1);
    }

    @Test
    void countsOneEnvironmentWhenAsked() {
        metrics("repository=acme/shafts&environment=production&" + MARCH)
                .body("filters.environment", equalTo("production"))
                .body("metrics[0].n", equalTo(2))
                .body("metrics[1].value", equalTo(14_400f))
                .body("metrics[3].value", equalTo(0.5f));
        metrics("scope=team&environment=production/eu&" + MARCH)
                .body("filters.tier", equalTo("production"))
                .body("metrics[0].n", equalTo(0))
                .body("metrics[1].n", equalTo(0));
    }

    @Test
    void answersEachQueryOfTheDashboard() throws IOException, SQLException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("../deploy/observability/dashboards/insights.json")
                        .toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            String sql = panel.at("/targets/0/rawSql")
                    .asText()
                    .replace("$__timeFrom()", "'2026-03-01T00:00:00Z'")
                    .replace("$__timeTo()", "'2026-04-01T00:00:00Z'")
                    .replace("${team:sqlstring}", "'formed'")
                    .replace("${repository:sqlstring}", "'acme/shafts'")
                    .replace("${tier:sqlstring}", "'production'");
            assertThat(sql).doesNotContain("$");
            try (var connection = database.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                assertThat(rows.next() || panel.path("type").asText().equals("barchart"))
                        .as(panel.path("title").asText())
                        .isTrue();
            }
        }
    }

    private double number(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    private static Map<String, Object> panel(String name, Map<String, String> parameters) {
        return Map.of("name", name, "parameters", parameters);
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line.substring("data: ".length()));
    }

    private static ValidatableResponse metrics(String query) {
        return given().spec(reader("formed", TEAM))
                .get("/api/insights/metrics?" + query)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification reader(String team, KeyPair keys) {
        return given().header("Authorization", "Bearer " + token(team, keys));
    }

    private static String token(String team, KeyPair keys) {
        return TestKeys.sign(keys, TestKeys.claims(team, "org", Instant.now().plusSeconds(600), "org:read"));
    }
}
