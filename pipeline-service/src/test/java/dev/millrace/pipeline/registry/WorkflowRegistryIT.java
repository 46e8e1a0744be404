package dev.millrace.pipeline.registry;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Topic;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class WorkflowRegistryIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final String COMMAND = """
            version: "1"
            commands:
              - name: greet:1.0.0
                description: Greets
                run: ./greet.sh
            """;

    @Inject
    Database database;

    private Scene scene;
    private WorkflowCalls calls;

    @BeforeEach
    void set() {
        scene = Scene.set();
        calls = new WorkflowCalls(scene);
    }

    @Test
    void publishesAVersionForEachDefinitionOfTheDefaultBranch() {
        String first = scene.mirrored(COMMAND);
        JsonNode workflow = awaitWorkflow("greet");
        UUID id = WorkflowCalls.id(workflow);
        assertThat(workflow.get("kind").asText()).isEqualTo("command");
        assertThat(workflow.get("sha").asText()).isEqualTo(first);

        String second = scene.mirrored(COMMAND.replace("Greets", "Greets everyone"));
        await().atMost(TIMEOUT).until(() -> show(id).get("number").asInt() == 2);
        scene.mirrored("# moved\n" + COMMAND.replace("Greets", "Greets everyone"));
        awaitRead();

        JsonNode versions = read("/api/workflows/%s/versions".formatted(id)).get("versions");
        assertThat(versions).extracting(version -> version.get("sha").asText()).containsExactly(second, first);
        assertThat(versions.get(1).at("/definition/run").asText()).isEqualTo("./greet.sh");
        JsonNode page = read("/api/workflows/%s/versions?limit=1".formatted(id));
        assertThat(page.get("versions")).hasSize(1);
        assertThat(read("/api/workflows/%s/versions?cursor=%s"
                                .formatted(id, page.get("next").asText()))
                        .get("versions"))
                .extracting(version -> version.get("number").asInt())
                .containsExactly(1);
    }

    @Test
    void keepsTheLastGoodVersionOfABrokenFileAndRetiresWhatIsGone() {
        scene.mirrored(COMMAND);
        UUID id = WorkflowCalls.id(awaitWorkflow("greet"));

        scene.mirrored("version: \"1\"\ncommands:\n  - name: x\n");
        await().atMost(TIMEOUT).until(() -> show(id).has("problem"));
        assertThat(show(id).get("problem").asText()).startsWith("line 3");
        assertThat(show(id).has("retiredAt")).isFalse();

        scene.mirrored("version: \"1\"\ncommands: []\n");
        await().atMost(TIMEOUT).until(() -> show(id).has("retiredAt"));
        assertThat(show(id).has("problem")).isFalse();
        assertThat(read("/api/workflows").get("workflows")).isEmpty();
        assertThat(read("/api/workflows?retired=true").get("workflows")).hasSize(1);
        run(id, "{}", "").then().statusCode(409).body("code", equalTo("workflow_retired"));
    }

    @Test
    void runsACommandWithArgumentsOnceForEachKey() {
        scene.commit("greet.sh", "");
        scene.mirrored(COMMAND.replace("./greet.sh", "printf '%s|' \"$SDK_BATCH_MODE\" \"$WHO\" \"$REF\""));
        UUID id = WorkflowCalls.id(awaitWorkflow("greet"));
        String body = "{\"arguments\": [\"a b\", \"$HOME\"], \"environment\": {\"WHO\": \"ada\"}}";

        Response first = run(id, body, "k-1");
        Response again = run(id, body, "k-1");
        Response other = run(id, "{}", "k-1");

        first.then().statusCode(201).body("trigger.kind", equalTo("manual")).body("trigger.actor", equalTo("test"));
        UUID build = UUID.fromString(first.jsonPath().getString("id"));
        again.then().statusCode(200).body("id", equalTo(build.toString()));
        other.then().statusCode(409).body("code", equalTo("idempotency_key_used"));
        assertThat(scene.awaitEnded(1)).hasSize(1);
        assertThat(scene.log(build, "greet")).isEqualTo("1|ada|main|a b|$HOME|");
        assertThat(scene.build(build).get("event").asText()).isEqualTo("manual");
        assertThat(read("/api/builds/%s/definition".formatted(build))
                        .at("/jobs/0/name")
                        .asText())
                .isEqualTo("greet");
        JsonNode workflow = show(id);
        assertThat(workflow.get("runs").asInt()).isEqualTo(1);
        assertThat(workflow.at("/lastRun/state").asText()).isEqualTo("passed");
        assertThat(read("/api/builds?workflow=" + id).get("builds")).hasSize(1);
    }

    @Test
    void startsOneRunForRequestsWithOneKeyAtTheSameTime() throws Exception {
        scene.mirrored(COMMAND.replace("./greet.sh", "true"));
        UUID id = WorkflowCalls.id(awaitWorkflow("greet"));

        List<Integer> statuses =
                WorkflowCalls.atOnce(() -> run(id, "{}", "same").statusCode());

        assertThat(statuses).containsOnlyOnce(201).contains(200).hasSize(4);
        scene.awaitEnded(1);
        assertThat(scene.builds()).hasSize(1);
    }

    @Test
    void runsAPipelineOnABranchATagOrACommitAlthoughNoEventNamesIt() {
        String main = scene.mirrored(scene.opsFile(job("unit", "echo $REF $EVENT_NAME")));
        scene.tag("v1");
        scene.mirror();
        UUID id = WorkflowCalls.id(awaitWorkflow("checks"));

        UUID onTag = UUID.fromString(run(id, "{\"ref\": \"v1\"}", "").jsonPath().getString("id"));
        UUID onCommit = UUID.fromString(
                run(id, "{\"ref\": \"%s\"}".formatted(main), "").jsonPath().getString("id"));
        run(id, "{\"ref\": \"nothing\"}", "").then().statusCode(422).body("code", equalTo("ref_missing"));
        run(id, "{\"ref\": \"--upload-pack=touch\"}", "").then().statusCode(422);
        run(id, "{\"ref\": \"%s\"}".formatted("a".repeat(40)), "").then().statusCode(422);
        run(id, "{\"ref\": \" \"}", "").then().statusCode(400);
        run(id, "{\"arguments\": [\"x\"]}", "").then().statusCode(400);
        run(id, "{}", "two words").then().statusCode(400);

        scene.awaitEnded(2);
        assertThat(scene.log(onTag, "unit")).isEqualTo("v1 manual\n");
        assertThat(scene.build(onTag).get("sha").asText()).isEqualTo(main);
        assertThat(scene.log(onCommit, "unit")).isEqualTo(main + " manual\n");
        assertThat(read("/api/builds?trigger=manual&pipeline=checks&ref=v1&actor=TEST&since=2020-01-01T00:00:00Z")
                        .get("builds"))
                .extracting(build -> build.get("id").asText())
                .containsExactly(onTag.toString());
        assertThat(read("/api/builds?until=2020-01-01T00:00:00Z").get("builds")).isEmpty();
        assertThat(read("/api/builds?trigger=event").get("builds")).isEmpty();
        assertThat(read("/api/builds?change=7").get("builds")).isEmpty();
    }

    @Test
    void startsNothingOfADisabledWorkflow() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        UUID id = WorkflowCalls.id(awaitWorkflow("checks"));
        enable(id, false).then().statusCode(200).body("enabled", equalTo(false)).body("switchedBy", equalTo("test"));

        run(id, "{}", "").then().statusCode(409).body("code", equalTo("workflow_disabled"));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.get("name").asText()).isEqualTo("checks");
        assertThat(check.get("conclusion").asText()).isEqualTo("skipped");
        assertThat(scene.builds()).isEmpty();

        enable(id, true).then().statusCode(200);
        scene.publish(scene.forge.change(Action.OPENED, 8, sha));
        UUID build = UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());
        assertThat(show(id).get("runs").asInt()).isEqualTo(1);
        enable(id, false);
        scene.as("git:write")
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/rerun", build)
                .then()
                .statusCode(409)
                .body("code", equalTo("workflow_disabled"));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.PLATFORM_AUDIT,
                                ActionAudited.class,
                                event -> event.target().equals(id.toString())))
                        .extracting(event -> event.actor() + " " + event.action())
                        .containsExactly("test workflow.disabled", "test workflow.enabled", "test workflow.disabled"));
    }

    @Test
    void hidesTheWorkflowsOfOtherTeamsAndRepositories() {
        scene.mirrored(COMMAND);
        UUID id = WorkflowCalls.id(awaitWorkflow("greet"));
        Scene other = Scene.set();

        assertThat(new WorkflowCalls(other).read("/api/workflows").get("workflows"))
                .isEmpty();
        for (String path : List.of("", "/versions")) {
            other.as("git:read").get("/api/workflows/" + id + path).then().statusCode(404);
            scene.as("acme/other", new String[] {"git:read"})
                    .get("/api/workflows/" + id + path)
                    .then()
                    .statusCode(404);
        }
        new WorkflowCalls(other).run(id, "{}", "").then().statusCode(404);
        other.as("git:write")
                .contentType(ContentType.JSON)
                .body("{\"enabled\": false}")
                .put("/api/workflows/{id}/enabled", id)
                .then()
                .statusCode(404);
        scene.as("git:read")
                .contentType(ContentType.JSON)
                .post("/api/workflows/{id}/runs", id)
                .then()
                .statusCode(403);
        assertThat(scene.as(scene.repository, new String[] {"git:read"})
                        .get("/api/workflows")
                        .as(JsonNode.class)
                        .get("workflows"))
                .hasSize(1);
        assertThat(read("/api/workflows?kind=command&repository=" + scene.repository.toUpperCase(Locale.ROOT))
                        .get("workflows"))
                .hasSize(1);
        assertThat(read("/api/workflows?kind=pipeline").get("workflows")).isEmpty();
        assertThat(read("/api/workflows?repository=acme/other").get("workflows"))
                .isEmpty();
        assertThat(show(id).get("enabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/workflows?kind=happy",
                "/api/workflows?limit=x",
                "/api/workflows?cursor=nonsense",
                "/api/workflows?name=a%00",
                "/api/workflows?repository=a%00",
                "/api/builds?change=x",
                "/api/builds?since=yesterday",
                "/api/builds?until=%2B1000000000-12-31T23:59:59Z",
                "/api/builds?trigger=happy",
                "/api/builds?workflow=x",
                "/api/builds?actor=a%00"
            })
    void refusesWhatItCannotRead(String path) {
        scene.as("org:read").urlEncodingEnabled(false).get(path).then().statusCode(400);
    }

    @Test
    void startsAPipelineForAnEventOfAnotherRepositoryOfTheTeam() {
        Scene listening = scene.another();
        listening.mirrored("""
                version: "1"
                pipelines:
                  - name: downstream:1.0.0
                    description: d
                    events: [ "github:%s:push" ]
                    on: { branches: [ main ] }
                    jobs: [ { name: unit, steps: [ "cat marker; echo $ORG/$REPO" ] } ]
                """.formatted(scene.repository.toUpperCase(Locale.ROOT)));
        awaitWorkflow("downstream");
        new WorkflowCalls(listening).connect(database, "0".repeat(40));
        Scene stranger = Scene.set();
        stranger.mirrored("""
                version: "1"
                pipelines:
                  - name: stranger:1.0.0
                    description: d
                    events: [ "github:%s:push" ]
                    jobs: [ { name: unit, steps: [ "true" ] } ]
                """.formatted(scene.repository));
        String sha = scene.commit("marker", "of the other\n");
        scene.mirror();

        var push = scene.forge.push("refs/heads/main", Optional.of("1".repeat(40)), Optional.of(sha));
        scene.publish(push);
        scene.publish(push);
        scene.publish(scene.forge.push("refs/heads/topic", Optional.empty(), Optional.of(sha)));
        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, sha)));

        JsonNode build = scene.awaitEnded(1).getFirst();
        assertThat(build.get("pipeline").asText()).isEqualTo("downstream (%s)".formatted(listening.repository));
        assertThat(build.get("repository").asText()).isEqualTo(scene.repository);
        assertThat(build.get("sha").asText()).isEqualTo(sha);
        assertThat(build.get("event").asText()).isEqualTo("push");
        assertThat(scene.log(UUID.fromString(build.get("id").asText()), "unit"))
                .isEqualTo("of the other\n" + scene.repository + "\n");
        await().during(Duration.ofSeconds(2)).until(() -> scene.builds().size() == 1);
        assertThat(stranger.builds()).isEmpty();
    }

    private void awaitRead() {
        await().atMost(TIMEOUT)
                .pollDelay(Duration.ofSeconds(1))
                .until(() -> database.inTransaction(tx -> tx.handle()
                        .createQuery("""
                                select bool_and(done = wanted) from pipeline.workflow_source where team = :team
                                """)
                        .bind("team", scene.team)
                        .mapTo(Boolean.class)
                        .one()));
    }

    private JsonNode awaitWorkflow(String name) {
        return calls.awaitPublished(name);
    }

    private JsonNode show(UUID id) {
        return calls.show(id);
    }

    private JsonNode read(String path) {
        return calls.read(path);
    }

    private Response run(UUID id, String body, String key) {
        return calls.run(id, body, key);
    }

    private Response enable(UUID id, boolean enabled) {
        return calls.enable(id, enabled);
    }
}
