package dev.millrace.deploy.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.deploy.event.EventsServer.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Runs the script of the template with sh, with the variables that GitLab sets. */
class GitlabTemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TEMPLATE = Path.of("").toAbsolutePath().resolve("gitlab-ci/millrace-events.yml");
    private static final String HEAD = "1".repeat(40);

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "TOKEN", "mr_0123456789",
            "TEAM_ID", "acme",
            "CI_PROJECT_PATH", "group/sub/widgets",
            "CI_COMMIT_REF_NAME", "feature/x",
            "CI_COMMIT_SHA", HEAD,
            "CI_SERVER_HOST", "gitlab.example.com",
            "CI_PIPELINE_ID", "7",
            "CI_JOB_ID", "15",
            "USER", "ann"));

    private EventsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EventsServer();
        variables.put("MILLRACE_URL", server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void reportsSuccessAndFailureOfAPipeline() throws IOException {
        JsonNode template = template();

        assertThat(template.at("/millrace-deployment-succeeded/when").asText()).isEqualTo("on_success");
        assertThat(template.at("/millrace-deployment-succeeded/variables/EVENT_ACTION")
                        .asText())
                .isEqualTo("success");
        assertThat(template.at("/millrace-deployment-failed/when").asText()).isEqualTo("on_failure");
        assertThat(template.at("/millrace-deployment-failed/variables/EVENT_ACTION")
                        .asText())
                .isEqualTo("failure");
        assertThat(template.at("/.millrace-event/variables/USER").asText()).isEqualTo("$GITLAB_USER_LOGIN");
    }

    @Test
    void reportsWhatThePipelineRunsFor() throws Exception {
        ScriptRun run = run("millrace-deployment-succeeded");

        assertThat(run.exit()).as(run.output()).isZero();
        Received event = server.received().getFirst();
        assertThat(event.path()).isEqualTo("/events");
        assertThat(event.headers())
                .containsEntry("Authorization", "Bearer mr_0123456789")
                .containsEntry("x-ops-mechanism", "gitlab-job")
                .containsEntry("Idempotency-Key", "gitlab.example.com-7-15");
        assertThat(event.body()).isEqualTo(JSON.readTree("""
                {"team_id": "acme", "event_name": "deployment", "event_action": "success", "repo": "group/sub/widgets",
                 "branch": "feature/x", "commit": "%s", "environment": null, "image": null, "deployment_id": null,
                 "meta": {"user": "ann"}}
                """.formatted(HEAD)));
        assertThat(run.output()).doesNotContain("mr_");
    }

    @Test
    void reportsWhatItIsTold() throws Exception {
        variables.putAll(
                Map.of("REPO", "widgets", "BRANCH", "main", "CI_ENVIRONMENT_NAME", "staging", "IMAGE", "a:\"1\""));

        run("millrace-deployment-failed");

        JsonNode body = server.received().getFirst().body();
        assertThat(body.path("event_action").asText()).isEqualTo("failure");
        assertThat(body.path("repo").asText()).isEqualTo("widgets");
        assertThat(body.path("branch").asText()).isEqualTo("main");
        assertThat(body.path("environment").asText()).isEqualTo("staging");
        assertThat(body.path("image").asText()).isEqualTo("a:\"1\"");
    }

    @Test
    void failsTheJobWithTheReason() throws Exception {
        server.answers(401);

        ScriptRun run = run("millrace-deployment-succeeded");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("Millrace answered 401: ", "lacks the scope");
    }

    private ScriptRun run(String job) throws IOException, InterruptedException {
        JsonNode template = template();
        Map<String, String> environment = new HashMap<>(variables);
        template.path(job)
                .path("variables")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return ScriptRun.of(
                environment,
                "sh",
                "-c",
                template.at("/.millrace-event/script/0").asText());
    }

    private static JsonNode template() throws IOException {
        Object file = new Yaml().load(Files.readString(TEMPLATE));
        return JSON.valueToTree(file);
    }
}
