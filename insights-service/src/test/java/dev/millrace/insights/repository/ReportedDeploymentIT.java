package dev.millrace.insights.repository;

import static dev.millrace.insights.Forge.at;
import static dev.millrace.insights.Forge.commit;
import static dev.millrace.insights.Forge.sha;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.events.Event;
import dev.millrace.events.EventIds;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.insights.Forge;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deployments that a team reported to the Events API. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ReportedDeploymentIT {

    private static final KeyPair KEYS = TestKeys.ec();
    private static final String MAY = "from=2026-05-01&to=2026-06-01";

    /** A mirror, another team's mirror of the same upstream, and a repository without upstream. */
    private static final Forge TOOL = new Forge("reporters", "reporters/tool");

    private static final MirroredRepository OTHERS = new MirroredRepository(
            EventIds.of("observers", "tool"), "observers", "observers/tool", TOOL.mirror.upstreamKey());
    private static final MirroredRepository OWN =
            new MirroredRepository(EventIds.of("reporters", "own"), "reporters", "reporters/own", Optional.empty());

    @BeforeAll
    static void publishEvents() {
        TestEvents.registerKey("reporters", KEYS.getPublic());
        TestEvents.registerKey("observers", KEYS.getPublic());
        for (MirroredRepository repository : List.of(TOOL.mirror, OTHERS, OWN)) {
            TestEvents.publish(new SyncSucceeded(
                    EventIds.of(repository.id(), "s"), repository, new UUID(1, 2), 0, 1, at("2026-05-02T08:00Z")));
            TestEvents.publish(new CommitsReached(
                    EventIds.of(repository.id(), "r"),
                    repository,
                    "refs/heads/main",
                    sha("tool-b"),
                    1,
                    0,
                    List.of(
                            commit("tool-b", at("2026-05-03T10:00Z"), "tool-a"),
                            commit("tool-a", at("2026-05-02T10:00Z"))),
                    at("2026-05-03T10:00Z")));
        }
    }

    @Test
    void countForTheTeamThatReportedThemAndForNoOther() {
        TestEvents.publish(TOOL.deployed("1", "tool-a", at("2026-05-02T12:00Z")));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            metrics("reporters", "reporters/tool").body("metrics[0].n", equalTo(1));
            metrics("observers", "observers/tool").body("metrics[0].n", equalTo(1));
        });

        // known before, so that its history is in the cache
        TestEvents.publish(reported(TOOL.mirror, "r-1", State.SUCCESS, "tool-b", at("2026-05-03T12:00Z")));
        TestEvents.publish(reported(TOOL.mirror, "r-2", State.FAILURE, "tool-b", at("2026-05-04T12:00Z")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> metrics("reporters", "reporters/tool")
                        .body("metrics[0].n", equalTo(2))
                        .body("metrics[0].excluded.failed", equalTo(1))
                        // the first deployment has nothing before it; the reported one shipped b, which took 2 h
                        .body("metrics[1].coverage", equalTo(0.5f))
                        .body("metrics[1].n", equalTo(1))
                        .body("metrics[1].value", equalTo(7200f))
                        .body("dataThrough", equalTo("2026-05-04T12:00:00Z")));
        metrics("observers", "observers/tool").body("metrics[0].n", equalTo(1));
        given().header("Authorization", "Bearer " + token("reporters"))
                .get("/api/insights/repositories")
                .then()
                .body("find { it.name == 'reporters/tool' }.facts.deployments", equalTo(3));
    }

    @Test
    void countForARepositoryWithoutUpstream() {
        TestEvents.publish(reported(OWN, "r-1", State.SUCCESS, "tool-a", at("2026-05-02T12:00Z")));
        TestEvents.publish(reported(OWN, "r-2", State.SUCCESS, "tool-b", at("2026-05-03T12:00Z")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> metrics("reporters", "reporters/own")
                        .body("metrics[0].n", equalTo(2))
                        .body("metrics[1].n", equalTo(1)));
    }

    @Test
    void ignoresAForgeThatSpeaksForARepositoryOfOursAndATeamThatSpeaksForAForge() {
        DeploymentStatusChanged report = reported(OTHERS, "forged", State.SUCCESS, "tool-b", at("2026-05-05T12:00Z"));
        TestEvents.publish(changed(report, report.repository(), Optional.empty()));
        TestEvents.publish(changed(report, TOOL.repository, report.report()));
        TestEvents.publish(reported(OTHERS, "last", State.FAILURE, "tool-b", at("2026-05-06T12:00Z")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> metrics("observers", "observers/tool").body("metrics[0].excluded.failed", equalTo(1)));
        deployments("observers", "observers/tool").body("items.findAll { it.id == 'forged' }.size()", equalTo(0));
        deployments("reporters", "reporters/tool").body("items.findAll { it.id == 'forged' }.size()", equalTo(0));
    }

    private static DeploymentStatusChanged reported(
            MirroredRepository repository, String id, State state, String word, Instant at) {
        return new DeploymentStatusChanged(
                EventIds.of(repository.id(), id, state),
                ForgeRepository.ofOurs(repository.id(), repository.name(), "https://millrace.test/x.git"),
                Optional.empty(),
                Optional.empty(),
                id,
                id + "-" + state,
                "production",
                state,
                Optional.empty(),
                "main",
                sha(word),
                at,
                Optional.of(new EventReport(repository.team(), Optional.empty(), Optional.empty())),
                at);
    }

    private static Event changed(
            DeploymentStatusChanged status, ForgeRepository repository, Optional<EventReport> report) {
        return new DeploymentStatusChanged(
                EventIds.of(status.eventId(), repository.key()),
                repository,
                Optional.empty(),
                Optional.empty(),
                status.deploymentId(),
                status.statusId(),
                status.environment(),
                status.state(),
                Optional.empty(),
                status.ref(),
                status.sha(),
                status.deploymentCreatedAt(),
                report,
                status.occurredAt());
    }

    private static ValidatableResponse metrics(String team, String repository) {
        return given().header("Authorization", "Bearer " + token(team))
                .get("/api/insights/metrics?repository=" + repository + "&" + MAY)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse deployments(String team, String repository) {
        return given().header("Authorization", "Bearer " + token(team))
                .get("/api/insights/deployments?repository=" + repository + "&" + MAY)
                .then()
                .statusCode(200);
    }

    private static String token(String team) {
        return TestKeys.sign(KEYS, TestKeys.claims(team, "org", Instant.now().plusSeconds(600), "org:read"));
    }
}
