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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Runs the step of {@code action.yml} as the runner does: its expressions are replaced, and bash runs it. */
class GithubActionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ACTION = Path.of("").toAbsolutePath().resolve("github-action");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ ([a-z_.0-9\\[\\]]+) }}");
    private static final String HEAD = "1".repeat(40);
    private static final String TESTED_MERGE = "2".repeat(40);

    private final Map<String, String> inputs = new HashMap<>(Map.of(
            "token", "mr_0123456789",
            "team_id", "acme",
            "event_name", "deployment",
            "event_action", "success"));

    private EventsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EventsServer();
        inputs.put("url", server.address() + "/");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void requiresWhatEveryEventHas() throws IOException {
        JsonNode declared = action().path("inputs");

        assertThat(declared.properties())
                .filteredOn(input -> input.getValue().path("required").asBoolean())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("url", "token", "team_id", "event_name", "event_action");
        assertThat(declared.properties())
                .extracting(Map.Entry::getKey)
                .contains("branch", "commit", "repo", "environment", "image", "deployment_id");
    }

    @Test
    void reportsWhatTheWorkflowRunsFor() throws Exception {
        inputs.putAll(Map.of("environment", "production", "image", "registry.example.com/widgets:\"7\""));

        ScriptRun run = run("push", "refs/heads/feature/x/y", HEAD, "{}");

        assertThat(run.exit()).as(run.output()).isZero();
        Received event = received();
        assertThat(event.path()).isEqualTo("/events");
        assertThat(event.headers())
                .containsEntry("Authorization", "Bearer mr_0123456789")
                .containsEntry("Content-Type", "application/json")
                .containsEntry("x-ops-mechanism", "github-action");
        assertThat(event.body()).isEqualTo(JSON.readTree("""
                {"team_id": "acme", "event_name": "deployment", "event_action": "success", "repo": "acme/widgets",
                 "branch": "feature/x/y", "commit": "%s", "environment": "production",
                 "image": "registry.example.com/widgets:\\"7\\"", "deployment_id": null, "meta": {"user": "mona"}}
                """.formatted(HEAD)));
    }

    @Test
    void masksTheTokenAndTheTeamBeforeAnythingElse() throws Exception {
        ScriptRun run = run("push", "refs/heads/main", HEAD, "{}");

        assertThat(run.output()).startsWith("::add-mask::mr_0123456789\n::add-mask::acme\n");
        assertThat(run.output().substring(run.output().indexOf("acme\n") + 5)).doesNotContain("mr_", "acme");
    }

    @Test
    void reportsWhatItIsTold() throws Exception {
        inputs.putAll(Map.of("branch", "refs/heads/a/b", "commit", TESTED_MERGE, "repo", "acme/other"));

        run("push", "refs/heads/main", HEAD, "{}");

        assertThat(received().body().path("branch").asText()).isEqualTo("a/b");
        assertThat(received().body().path("commit").asText()).isEqualTo(TESTED_MERGE);
        assertThat(received().body().path("repo").asText()).isEqualTo("acme/other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            push              | {"ref": "refs/heads/a/b", "after": "1111111111111111111111111111111111111111"}                | a/b
            push              | {"ref": "refs/heads/a/b", "after": "0000000000000000000000000000000000000000", "before": "1111111111111111111111111111111111111111"} | a/b
            pull_request      | {"pull_request": {"base": {"ref": "release/1"}, "head": {"sha": "1111111111111111111111111111111111111111"}}} | release/1
            deployment        | {"deployment": {"ref": "a/b", "sha": "1111111111111111111111111111111111111111"}}              | a/b
            deployment_status | {"deployment": {"ref": "refs/heads/a/b", "sha": "1111111111111111111111111111111111111111"}}   | a/b
            release           | {"release": {"target_commitish": "1111111111111111111111111111111111111111"}}                  | 1111111111111111111111111111111111111111
            registry_package  | {"registry_package": {"package_version": {"target_commitish": "1111111111111111111111111111111111111111"}}} | 1111111111111111111111111111111111111111
            status            | {"branches": [{"name": "a/b"}, {"name": "c"}], "sha": "1111111111111111111111111111111111111111"} | a/b
            """)
    void readsThePayloadWhereTheRunnerStatesNothing(String event, String payload, String branch) throws Exception {
        ScriptRun run = run(event, "", "", payload);

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(received().body().path("branch").asText()).isEqualTo(branch);
        assertThat(received().body().path("commit").asText()).isEqualTo(HEAD);
    }

    @Test
    void reportsTheHeadOfAChangeAndNotTheMergeThatIsTested() throws Exception {
        run("pull_request", "refs/pull/7/merge", TESTED_MERGE, """
                {"pull_request": {"base": {"ref": "main"}, "head": {"sha": "%s"}}}
                """.formatted(HEAD));

        assertThat(received().body().path("branch").asText()).isEqualTo("main");
        assertThat(received().body().path("commit").asText()).isEqualTo(HEAD);
    }

    @Test
    void failsTheStepWithTheReason() throws Exception {
        server.answers(403);

        ScriptRun run = run("push", "refs/heads/main", HEAD, "{}");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .contains("::error title=Millrace::Millrace answered 403: ", "the token%0Alacks the scope");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void failsTheStepIfThePlatformCannotBeReached() throws Exception {
        inputs.put("url", "ftp://127.0.0.1:1");

        ScriptRun run = run("push", "refs/heads/main", HEAD, "{}");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("::error title=Millrace::the request failed: curl: ");
    }

    @Test
    void repeatsARequestUnderTheSameKey() throws Exception {
        server.answers(503);

        ScriptRun run = run("push", "refs/heads/main", HEAD, "{}");
        ScriptRun other = run("push", "refs/heads/main", HEAD, "{}");

        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(other.exit()).as(other.output()).isZero();
        assertThat(server.received()).hasSize(3);
        String key = server.received().getFirst().headers().get("Idempotency-Key");
        assertThat(key).hasSize(32);
        assertThat(server.received().get(1).headers()).containsEntry("Idempotency-Key", key);
        assertThat(server.received().getLast().headers().get("Idempotency-Key")).isNotEqualTo(key);
    }

    private Received received() {
        return server.received().getFirst();
    }

    private ScriptRun run(String event, String ref, String sha, String payload)
            throws IOException, InterruptedException {
        JsonNode step = action().path("runs").path("steps").path(0);
        JsonNode contexts =
                JSON.valueToTree(Map.of("inputs", inputs, "github", Map.of("event", JSON.readTree(payload))));
        Map<String, String> environment = new HashMap<>(Map.of(
                "GITHUB_ACTION_PATH",
                ACTION.toString(),
                "GITHUB_EVENT_NAME",
                event,
                "GITHUB_REF",
                ref,
                "GITHUB_SHA",
                sha,
                "GITHUB_REPOSITORY",
                "acme/widgets",
                "GITHUB_ACTOR",
                "mona"));
        step.path("env")
                .properties()
                .forEach(variable -> environment.put(
                        variable.getKey(),
                        evaluated(contexts, variable.getValue().asText())));
        return ScriptRun.of(
                environment,
                "bash",
                "-e",
                "-o",
                "pipefail",
                "-c",
                step.path("run").asText());
    }

    /** An expression that is a path; what is absent is the empty text, as at GitHub. */
    private static String evaluated(JsonNode contexts, String text) {
        Matcher expression = EXPRESSION.matcher(text);
        assertThat(expression.matches()).as(text).isTrue();
        JsonNode value = contexts.at("/" + expression.group(1).replace('.', '/').replaceAll("\\[([0-9]+)]", "/$1"));
        return value.isTextual() ? value.textValue() : "";
    }

    private static JsonNode action() throws IOException {
        Object file = new Yaml().load(Files.readString(ACTION.resolve("action.yml")));
        return JSON.valueToTree(file);
    }
}
