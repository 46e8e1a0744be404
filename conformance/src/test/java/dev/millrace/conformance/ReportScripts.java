package dev.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.process.StartedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files and the example with which programs report to the Events API, as they are: what users copy is what runs here. */
final class ReportScripts {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern GITLAB_SCRIPT =
            Pattern.compile("(?m)^  script:\\n    - \\|\\n(?<lines>(?:      .*\\n|\\n)+)");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```\\n(?<command>curl .*?)```");

    private final URI gateway;
    private final String team;
    private final String token;

    /** @param token with the scope {@code events:write} */
    ReportScripts(URI gateway, String team, String token) {
        this.gateway = gateway;
        this.team = team;
        this.token = token;
    }

    /** Runs the step of the action, as in a workflow for a push to a branch. */
    void runGithubAction(String environment) throws IOException, InterruptedException {
        String output = run(
                Map.of(
                        "MILLRACE_URL",
                        gateway.toString(),
                        "MILLRACE_TOKEN",
                        token,
                        "TEAM_ID",
                        team,
                        "EVENT_NAME",
                        "deployment",
                        "EVENT_ACTION",
                        "success",
                        "ENVIRONMENT",
                        environment,
                        "GITHUB_EVENT_NAME",
                        "push",
                        "GITHUB_REPOSITORY",
                        "acme/widgets",
                        "GITHUB_REF",
                        "refs/heads/feature/x",
                        "GITHUB_SHA",
                        "1".repeat(40)),
                "bash",
                ROOT.resolve("deploy/github-action/report-event").toString());
        assertThat(output).contains("The event deployment success is written.");
    }

    /** Runs the script of the template, as in a pipeline of a branch. */
    void runGitlabTemplate(String environment) throws IOException, InterruptedException {
        Matcher script = GITLAB_SCRIPT.matcher(Files.readString(ROOT.resolve("deploy/gitlab-ci/millrace-events.yml")));
        assertThat(script.find()).isTrue();
        var variables = new HashMap<>(Map.of(
                "MILLRACE_URL",
                gateway.toString(),
                "TOKEN",
                token,
                "TEAM_ID",
                team,
                "EVENT_NAME",
                "deployment",
                "EVENT_ACTION",
                "success",
                "ENVIRONMENT",
                environment,
                "CI_PROJECT_PATH",
                "acme/widgets",
                "CI_COMMIT_REF_NAME",
                "feature/y"));
        variables.putAll(Map.of(
                "CI_COMMIT_SHA", "2".repeat(40),
                "CI_SERVER_HOST", "gitlab.example.com",
                "CI_PIPELINE_ID", "7",
                "CI_JOB_ID", "15"));
        String lines = script.group("lines")
                .lines()
                .map(line -> line.isEmpty() ? line : line.substring(6))
                .collect(Collectors.joining("\n"));
        assertThat(run(variables, "sh", "-c", lines)).contains("The event deployment success is written.");
    }

    /** Runs the first example of the page of the Events API; only the address is another one. */
    void runCurlExample() throws IOException, InterruptedException {
        Matcher example = EXAMPLE.matcher(Files.readString(ROOT.resolve("docs/events-api.md")));
        assertThat(example.find()).isTrue();
        String command = example.group("command");
        assertThat(command).contains("https://millrace.example.com/");
        String here = command.replace(
                "https://millrace.example.com/", gateway.resolve("/").toString());
        assertThat(run(Map.of("TOKEN", token), "sh", "-c", here)).contains("event written");
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        try (StartedProcess process = StartedProcess.start("report", ROOT, environment, List.of(command))) {
            int code = process.await(LIMIT);
            assertThat(code).as(process.output()).isZero();
            return process.output();
        }
    }
}
