package dev.millrace.pipeline.execution;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.kit.identity.Role;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.store.TestPerson;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class RerunIT {

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void runsTheFailedJobsAgainWithACheckRunOfTheSameNameForEachAttempt() {
        UUID first = failed(job("unit", "echo unit"), job("flaky", "test -e %s/fixed".formatted(scene.work())));
        scene.touch("fixed");

        Response response = rerun(first, "{\"jobs\": \"failed\"}");

        UUID second = UUID.fromString(response.jsonPath().getString("id"));
        response.then().statusCode(201).header("Location", endsWith("/api/builds/" + second));
        scene.awaitEnded(2);
        JsonNode build = scene.build(second);
        assertThat(build.get("state").asText()).isEqualTo("passed");
        assertThat(build.get("attempt").asInt()).isEqualTo(2);
        assertThat(build.get("trigger").get("kind").asText()).isEqualTo("rerun");
        assertThat(build.get("trigger").get("actor").asText()).isEqualTo("test");
        assertThat(build.get("attempts").findValuesAsText("id")).containsExactly(first.toString(), second.toString());
        assertThat(build.at("/jobs/0/carriedFrom").asText()).isEqualTo(first.toString());
        assertThat(build.at("/jobs/1").has("carriedFrom")).isFalse();
        assertThat(scene.log(second, "unit")).isEqualTo("unit\n");
        List<JsonNode> checks = scene.awaitCompletedChecks(2);
        assertThat(checks).extracting(check -> check.get("name").asText()).containsOnly("checks");
        assertThat(checks)
                .extracting(check -> check.get("external_id").asText() + " "
                        + check.get("conclusion").asText())
                .containsExactlyInAnyOrder(first + " failure", second + " success");
        assertThat(checks)
                .filteredOn(check -> check.get("external_id").asText().equals(second.toString()))
                .extracting(check -> check.at("/output/summary").asText())
                .singleElement(as(STRING))
                .contains("attempt 2, requested by `test`", "| unit | ✅ passed in an earlier attempt |");
        assertThat(scene.build(first).get("state").asText()).isEqualTo("failed");
    }

    @Test
    void statesWhichUserRequestedTheAttempt() {
        UUID first = failed(job("unit", "false"));
        TestPerson.publishKey(scene.team, "/api/teams/%s/secrets".formatted(scene.team));

        Response made = TestPerson.as(scene.team, Role.MEMBER).post("/api/builds/{id}/rerun", first);

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.jsonPath().getString("trigger.person")).isEqualTo(TestPerson.USER.toString());
        assertThat(scene.build(first).get("trigger").has("person")).isFalse();
    }

    @Test
    void statesWhichUserTheAccountBelongsTo() {
        UUID user = UUID.randomUUID();
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        UUID before = UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());
        assertThat(scene.build(before).get("trigger").has("person")).isFalse();

        scene.publish(linked(user, "Ada", List.of(scene.team)));

        await().untilAsserted(() ->
                assertThat(scene.build(before).at("/trigger/person").asText()).isEqualTo(user.toString()));
        scene.publish(scene.forge.change(Action.OPENED, 8, sha));
        assertThat(scene.awaitEnded(2))
                .extracting(build -> scene.build(UUID.fromString(build.get("id").asText()))
                        .at("/trigger/person")
                        .asText())
                .containsOnly(user.toString());
    }

    private static IdentityChanged linked(UUID user, String login, List<String> teams) {
        Instant now = Instant.now();
        return new IdentityChanged(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "github.com",
                "1",
                login,
                user,
                "Ada Example",
                teams,
                now,
                Optional.empty(),
                now);
    }

    @Test
    void makesOneAttemptHoweverOftenItIsRequested() {
        UUID first = failed(job("unit", "false"));

        Response made = rerun(first, "");
        Response again = rerun(first, "{\"jobs\": \"failed\"}");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.jsonPath().getString("id")).isEqualTo(made.jsonPath().getString("id"));
        scene.awaitEnded(2);
        assertThat(scene.builds()).hasSize(2);
    }

    @Test
    void refusesWhatCannotRunAgain() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        UUID passed = UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());

        assertThat(rerun(passed, "{\"jobs\": \"failed\"}").jsonPath().getString("code"))
                .isEqualTo("nothing_failed");
        assertThat(rerun(passed, "{\"jobs\": \"some\"}").statusCode()).isEqualTo(400);
        assertThat(rerun(UUID.randomUUID(), "").statusCode()).isEqualTo(404);
        scene.as("git:read").post("/api/builds/{id}/rerun", passed).then().statusCode(403);
        Scene.set()
                .as("git:write")
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/rerun", passed)
                .then()
                .statusCode(404);
    }

    @Test
    void refusesABuildThatHasNotEnded() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "sleep 4326")));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        UUID running = scene.awaitQueued();

        assertThat(rerun(running, "").jsonPath().getString("code")).isEqualTo("build_not_ended");
        scene.as("git:write").post("/api/builds/{id}/cancel", running);
        scene.awaitEnded(1);
    }

    private UUID failed(String... jobs) {
        String sha = scene.mirrored(scene.opsFile(jobs));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("state").asText()).isEqualTo("failed");
        return UUID.fromString(build.get("id").asText());
    }

    private Response rerun(UUID id, String body) {
        var request = scene.as("git:write").contentType(ContentType.JSON);
        return (body.isEmpty() ? request : request.body(body)).post("/api/builds/{id}/rerun", id);
    }
}
