package dev.millrace.pipeline.report;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class ReportsIT {

    private static final String ARTIFACTS = "        artifacts: [{name: reports, paths: [\"out/*\"], when: always}]\n";

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void showsTheStepThatFailedInLogApiAndCheck() {
        UUID id = run(job("unit", "echo one", "if true; then", "false", "fi", "echo never"));

        assertThat(scene.wholeLog(id, "unit"))
                .isEqualTo("[millrace] step 1/5: echo one\none\n"
                        + "\n[millrace] step 2-4/5: if true; then\n\n[millrace] exit code 1\n");
        JsonNode step = scene.build(id).at("/jobs/0/failedStep");
        assertThat(step.toString()).isEqualTo("{\"number\":2,\"through\":4,\"text\":\"if true; then\"}");
        assertThat(scene.awaitCompletedChecks(1).getFirst().at("/output/text").asText())
                .startsWith("**unit** ended in steps 2 to 4, `if true; then`.\n");
    }

    @Test
    void showsTestsProblemsAndTheSummaryOfAJob() {
        UUID id = run(
                job(
                                "unit",
                                "mkdir out",
                                "echo '<testsuite><testcase name=\"a\"/><testcase name=\"b\" file=\"ops.yml\" line=\"3\"><failure message=\"no\"/></testcase></testsuite>' > out/r.xml",
                                "echo '# Result' >> \"$MILLRACE_SUMMARY\"",
                                "printf '\\033[31m%s/ops.yml:2:1: error: broken\\033[0m\\n' \"$PWD\"",
                                "echo 'missing.c:1: error: no such file'")
                        + ARTIFACTS,
                job("quiet", "echo fine"));

        JsonNode build = scene.build(id);
        JsonNode job = build.at("/jobs/0");
        assertThat(job.get("tests").toString()).isEqualTo("{\"passed\":1,\"failed\":1,\"skipped\":0}");
        assertThat(job.get("summary").asText()).isEqualTo("# Result\n");
        assertThat(job.get("annotations").asInt()).isEqualTo(2);
        assertThat(job.has("failedStep")).isFalse();
        assertThat(build.at("/jobs/1").has("annotations")).isFalse();
        assertThat(annotations(id))
                .extracting(one -> "%s %s:%d %s %s"
                        .formatted(
                                one.get("job").asText(),
                                one.get("path").asText(),
                                one.get("startLine").asInt(),
                                one.get("level").asText(),
                                one.get("message").asText()))
                .containsExactly("unit ops.yml:3 failure no", "unit ops.yml:2 failure broken");
        JsonNode check = scene.awaitCompletedChecks(1).getFirst();
        assertThat(check.at("/output/summary").asText()).contains("- unit: 1 passed, 1 failed, 0 skipped");
        assertThat(check.at("/output/text").asText()).contains("### unit\n\n# Result\n");
        assertThat(check.at("/output/annotations").findValuesAsText("start_line"))
                .containsExactly("2", "3");
        assertThat(check.get("actions").findValuesAsText("identifier")).containsExactly("rerun-all");
    }

    @Test
    void pagesThroughAnnotationsForTheTeamOnly() {
        UUID id = run(
                job("one", "for i in 1 2 3; do echo \"ops.yml:$i: warning: w\"; done"),
                job("two", "for i in 1 2; do echo \"ops.yml:$i: warning: w\"; done"));

        List<JsonNode> seen = new ArrayList<>();
        JsonNode page = page(id, "?limit=2");
        while (true) {
            assertThat(page.get("annotations").size()).isLessThanOrEqualTo(2);
            page.get("annotations").forEach(seen::add);
            if (!page.has("next")) {
                break;
            }
            page = page(id, "?limit=2&cursor=" + page.get("next").asText());
        }

        assertThat(seen)
                .extracting(
                        one -> one.get("job").asText() + one.get("startLine").asInt())
                .containsExactly("one1", "one2", "one3", "two1", "two2");
        String path = "/api/builds/" + id + "/annotations";
        assertThat(Scene.set().as("git:read").get(path).statusCode()).isEqualTo(404);
        assertThat(scene.as("repo:write").get(path).statusCode()).isEqualTo(403);
        assertThat(scene.as("git:read").get(path + "?cursor=x").statusCode()).isEqualTo(400);
        assertThat(scene.as("git:read").get(path + "?limit=x").statusCode()).isEqualTo(400);
    }

    @Test
    void replacesWhatAnEarlierAttemptReported() {
        // jobs cannot write there, so the test makes the second attempt another one than the first
        String attempt =
                "test -e %1$s/second || { echo 'ops.yml:1: error: first'; until [ -e %1$s/go ]; do sleep 0.1; done; exit 3; }"
                        .formatted(scene.work());
        publish(job("unit", "echo begin", attempt, "echo 'ops.yml:2: warning: second'")
                + "        retries: {limit: 1, on: [failure]}\n");
        UUID id = scene.awaitQueued();
        await().atMost(Duration.ofSeconds(40)).until(() -> scene.log(id, "unit").contains("error: first"));
        scene.touch("second");
        scene.touch("go");
        scene.awaitEnded(1);

        JsonNode job = scene.build(id).at("/jobs/0");
        assertThat(job.get("state").asText()).isEqualTo("passed");
        assertThat(job.get("attempts").asInt()).isEqualTo(2);
        assertThat(job.has("failedStep")).isFalse();
        assertThat(annotations(id))
                .extracting(one -> one.get("message").asText())
                .containsExactly("second");
    }

    @Test
    void readsNothingThroughLinksOfTheJob() {
        UUID id = run(job(
                        "unit",
                        "mkdir out",
                        "echo '<testsuite><testcase/></testsuite>' > \"$HOME/r.xml\"",
                        "ln -s \"$HOME/r.xml\" out/r.xml",
                        "ln -s /etc/passwd \"$MILLRACE_SUMMARY\"")
                + ARTIFACTS);

        JsonNode job = scene.build(id).at("/jobs/0");
        assertThat(job.get("state").asText()).isEqualTo("passed");
        assertThat(job.has("tests")).isFalse();
        assertThat(job.has("summary")).isFalse();
    }

    private void publish(String... jobs) {
        scene.publish(scene.forge.change(Action.OPENED, 7, scene.mirrored(scene.opsFile(jobs))));
    }

    private UUID run(String... jobs) {
        publish(jobs);
        return UUID.fromString(scene.awaitEnded(1).getFirst().get("id").asText());
    }

    private List<JsonNode> annotations(UUID id) {
        List<JsonNode> all = new ArrayList<>();
        page(id, "").get("annotations").forEach(all::add);
        return all;
    }

    private JsonNode page(UUID id, String query) {
        return scene.as("git:read")
                .get("/api/builds/" + id + "/annotations" + query)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }
}
