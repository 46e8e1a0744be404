package dev.millrace.pipeline.check;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class StableCheckIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @Inject
    Database database;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void passesWhenNoPipelineIsConcerned() {
        String file = scene.opsFile(job("unit", "true")).replace("    jobs:", "    if: branch == \"other\"\n    jobs:");
        String sha = scene.mirrored(file);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        JsonNode check = awaitConclusion(sha, 1, "success");
        assertThat(check.at("/output/title").asText()).isEqualTo("No pipeline runs for this change");
        assertThat(scene.checks()).isEmpty();
    }

    @Test
    void passesForAChangeThatRemovesTheFile() throws IOException, InterruptedException {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        git("checkout", "--quiet", "-b", "topic");
        git("rm", "--quiet", "ops.yml");
        String sha = scene.commit("other.txt", "no pipelines any more");
        scene.mirror();

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        awaitConclusion(sha, 1, "success");
    }

    @Test
    void isNotReportedInARepositoryWithoutPipelinesOrForOtherEvents() {
        String sha = scene.commit("README", "hello");
        scene.mirror();
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        await().atMost(TIMEOUT).until(() -> settled() == 1);
        String built = scene.mirrored(scene.opsFile(job("unit", "true")));
        scene.publish(scene.forge.merged(8, sha, built));

        scene.awaitCompletedChecks(1);

        await().atMost(TIMEOUT)
                .during(Duration.ofSeconds(2))
                .until(() -> scene.stableChecks(sha).isEmpty()
                        && scene.stableChecks(built).isEmpty());
    }

    @Test
    void isPendingUntilAllBuildsHaveEndedAndFailsWithOneOfThem() {
        String pipeline = """
                  - name: %s:1
                    description: d
                    events: [github:self:pull_request.opened]
                    jobs: [{name: j, description: d, steps: ['%s']}]
                """;
        String sha = scene.mirrored("version: \"1\"\npipelines:\n"
                + pipeline.formatted("good", "until [ -e %s/go ]; do sleep 0.1; done".formatted(scene.work()))
                + pipeline.formatted("bad", "false"));

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.stableChecks(sha))
                        .singleElement()
                        .satisfies(check -> {
                            assertThat(check.get("status").asText()).isEqualTo("in_progress");
                            assertThat(check.at("/output/title").asText()).isEqualTo("Running: 1 of 2 builds done");
                        }));
        scene.touch("go");
        JsonNode check = awaitConclusion(sha, 1, "failure");
        assertThat(check.at("/output/title").asText()).isEqualTo("Failed: bad");
        assertThat(check.at("/output/summary").asText())
                .contains("| [bad](https://millrace.example/builds/", ") | failed | 1 |", ") | passed | 1 |");
        assertThat(check.has("actions")).isFalse();
    }

    @Test
    void followsTheLatestAttemptWithoutMovingACompletedCheckRunBack() {
        String sha = scene.mirrored(scene.opsFile(job("flaky", "test -e %s/fixed".formatted(scene.work()))));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        awaitConclusion(sha, 1, "failure");
        UUID first = UUID.fromString(scene.builds().getFirst().get("id").asText());
        scene.touch("fixed");

        scene.as("git:write")
                .contentType(ContentType.JSON)
                .post("/api/builds/{id}/rerun", first)
                .then()
                .statusCode(201);

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.stableChecks(sha))
                        .last()
                        .satisfies(check ->
                                assertThat(check.get("conclusion").asText()).isEqualTo("success")));
        assertThat(scene.stableChecks(sha))
                .hasSizeLessThanOrEqualTo(2)
                .noneMatch(check -> check.path("_movedBack").asBoolean());
    }

    @Test
    void runsAllBuildsOfTheHeadAgainWhenItIsRunAgain() {
        String sha = scene.mirrored(scene.opsFile(job("unit", "true")));
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        String reference = awaitConclusion(sha, 1, "success").get("external_id").asText();

        scene.publish(scene.forge.rerequested(reference, sha, "grace"));

        JsonNode again = scene.awaitEnded(2).getFirst();
        assertThat(again.get("attempt").asInt()).isEqualTo(2);
        assertThat(again.get("trigger").get("actor").asText()).isEqualTo("grace");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.stableChecks(sha))
                        .allSatisfy(check ->
                                assertThat(check.path("conclusion").asText()).isEqualTo("success"))
                        .noneMatch(check -> check.path("_movedBack").asBoolean()));
    }

    @Test
    void isNotSatisfiedByAChangeFromAFork() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = "c".repeat(40);

        scene.publish(scene.forge.fromFork(scene.forge.change(Action.OPENED, 7, sha)));

        awaitConclusion(sha, 1, "action_required");
    }

    @Test
    void failsWithAFileThatIsBroken() {
        String sha = scene.mirrored("version: \"1\"\npipelines: x\n");

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        assertThat(awaitConclusion(sha, 1, "failure").at("/output/title").asText())
                .isEqualTo("ops.yml is broken in line 2");
    }

    @Test
    void isPendingWhileTheCommitIsAwaitedAndThenFollowsTheBuilds() {
        scene.mirrored(scene.opsFile(job("unit", "true")));
        String sha = scene.commit("late.txt", "mirrored late");

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.stableChecks(sha))
                        .singleElement()
                        .satisfies(check ->
                                assertThat(check.get("status").asText()).isEqualTo("queued")));
        scene.mirror();

        awaitConclusion(sha, 1, "success");
    }

    @Test
    void countsPushesOfTheSameCommit() {
        String pipeline = """
                  - name: pushed:1
                    description: d
                    events: [github:self:push]
                    jobs: [{name: j, description: d, steps: ['false']}]
                """;
        String sha = scene.mirrored("version: \"1\"\npipelines:\n" + pipeline);
        scene.publish(scene.forge.push("refs/heads/topic", Optional.empty(), Optional.of(sha)));
        scene.awaitEnded(1);

        scene.publish(scene.forge.change(Action.OPENED, 7, sha));

        awaitConclusion(sha, 1, "failure");
        await().atMost(TIMEOUT).until(() -> due() == 0);
    }

    private long settled() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.trigger where full_name = :name and state = 'unwanted'")
                .bind("name", scene.repository)
                .mapTo(Long.class)
                .one());
    }

    private long due() {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select count(*) from pipeline.change_head_due")
                .mapTo(Long.class)
                .one());
    }

    private JsonNode awaitConclusion(String sha, int count, String conclusion) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scene.stableChecks(sha))
                        .hasSize(count)
                        .last()
                        .satisfies(check ->
                                assertThat(check.get("conclusion").asText()).isEqualTo(conclusion)));
        return scene.stableChecks(sha).getLast();
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(scene.work().toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
