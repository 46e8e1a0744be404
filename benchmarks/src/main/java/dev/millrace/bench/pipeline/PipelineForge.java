package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.GitCommand;
import dev.millrace.standalone.client.SimulatedForge;
import dev.millrace.standalone.client.SimulatedForge.PullRequest;
import dev.millrace.standalone.client.Team;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A team with one small mirrored repository, whose pipelines start for changes from branches of their own name.
 *
 * @param repository {@code owner/name}
 */
record PipelineForge(SimulatedForge forge, URI gateway, Team team, String repository, AtomicInteger changes) {

    /** One job that prints one line. */
    static final String LINE = "line";
    /** {@value #JOBS} jobs that do nothing and do not need each other. */
    static final String EMPTY = "empty";
    /** One job that prints {@link #OUTPUT_BYTES}. */
    static final String OUTPUT = "output";
    /** {@value #SLOTS} short jobs. */
    static final String SHORT = "short";

    /** One job that prints how long its checkout took, see {@link #CHECKOUT_STEP}. */
    static final String CHECKOUT = "checkout";

    /** Milliseconds since {@code git init}, which wrote this file. */
    static final String CHECKOUT_STEP = "echo ms=$(( $(date +%s%3N) - $(stat -c %.3Y .git/config | tr -d .,) ))";

    /** Two jobs, one after the other, that take a second each. */
    static final String KILLED = "killed";

    /** A command line that no other process has. */
    static final String KILLED_STEP = "sleep 1.0417";

    static final int JOBS = 200;
    static final int SLOTS = 100;
    static final long OUTPUT_BYTES = 256L << 20;
    static final String LINE_STEP = "echo the first line";

    private static final String BRANCH = "main";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** Sets everything up and waits until the mirror is complete. */
    static PipelineForge join(BenchPlatform platform, String slug) throws IOException, InterruptedException {
        Path seed = platform.scratch().resolve(slug + ".git");
        GitCommand.run(platform.scratch(), "init", "--quiet", "--bare", "--initial-branch=" + BRANCH, seed.toString());
        GitCommand.runWithInput(seed, commit(""), "fast-import", "--quiet");
        return joined(platform, slug, seed);
    }

    /** The same with the history of another repository. */
    static PipelineForge join(BenchPlatform platform, String slug, Path history)
            throws IOException, InterruptedException {
        Path seed = platform.scratch().resolve(slug + ".git");
        GitCommand.run(platform.scratch(), "clone", "--quiet", "--bare", history.toString(), seed.toString());
        GitCommand.runWithInput(seed, commit("from refs/heads/%s^0\n".formatted(BRANCH)), "fast-import", "--quiet");
        return joined(platform, slug, seed);
    }

    private static PipelineForge joined(BenchPlatform platform, String slug, Path seed)
            throws IOException, InterruptedException {
        var forge = SimulatedForge.at(platform.url("simulator"));
        URI gateway = platform.url("gateway");
        forge.importRepository(slug, "jobs", seed);
        var team = Team.make(slug, gateway, platform.key("administrator-token"), Clock.systemUTC());
        team.link(forge.install(slug), TIMEOUT);
        var joined = new PipelineForge(forge, gateway, team, slug + "/jobs", new AtomicInteger());
        Waiting.until(TIMEOUT, "the mirror of " + slug, () -> joined.mirrored(seed));
        return joined;
    }

    private Optional<Boolean> mirrored(Path folder) {
        try {
            return Optional.of(
                            GitCommand.refs(folder, team.cloneUrl(repository)).equals(forge.refs(repository)))
                    .filter(Boolean::booleanValue);
        } catch (UnexpectedAnswer e) {
            return Optional.empty(); // the mirror does not know the repository yet
        }
    }

    /** Opens a change that starts one pipeline. */
    PullRequest open(String pipeline) {
        String branch = "%s/%d".formatted(pipeline, changes.incrementAndGet());
        forge.push(repository, branch, "Change", Map.of("CHANGE.md", branch + "\n"));
        return forge.openPullRequest(repository, branch, branch);
    }

    /** The build of a commit, without its jobs, if it is one of the newest. */
    Optional<JsonNode> build(String sha) {
        for (JsonNode build :
                team.read(repository, "/api/builds?repository=" + repository).path("builds")) {
            if (build.path("sha").asText().equals(sha)) {
                return Optional.of(build);
            }
        }
        return Optional.empty();
    }

    /** The builds of a change, without their jobs, the newest first. */
    List<JsonNode> builds(PullRequest change) {
        var builds = new ArrayList<JsonNode>();
        team.read(repository, "/api/builds?repository=%s&change=%d".formatted(repository, change.number()))
                .path("builds")
                .forEach(builds::add);
        return builds;
    }

    /** A build with its jobs. */
    JsonNode read(String build) {
        return team.read(repository, "/api/builds/" + build);
    }

    /** The build of a commit, with its jobs, when it has ended; it must have passed. */
    JsonNode awaitPassed(String sha) throws InterruptedException {
        JsonNode ended = Waiting.until(
                TIMEOUT, "the end of the build of " + sha, () -> build(sha).filter(build -> build.has("finishedAt")));
        JsonNode build = read(ended.path("id").asText());
        if (!build.path("state").asText().equals("passed")) {
            throw new UnexpectedAnswer("a build did not pass: " + build);
        }
        return build;
    }

    /** Reads the log of a job. */
    JobLogReader log(String build, String job) {
        return new JobLogReader(
                gateway.resolve(
                        "/api/builds/%s/jobs/%s/log".formatted(build, URLEncoder.encode(job, StandardCharsets.UTF_8))),
                team.token(repository, "git:read"));
    }

    private static String commit(String parent) {
        String ops = opsYml();
        return """
                commit refs/heads/%s
                committer Ann <ann@example.invalid> 1600000000 +0000
                data 5
                First
                %sM 100644 inline ops.yml
                data %d
                %s
                """.formatted(BRANCH, parent, ops.getBytes(StandardCharsets.UTF_8).length, ops);
    }

    private static String opsYml() {
        return """
                version: "1"
                pipelines:
                %s%s%s%s%s%s""".formatted(
                pipeline(LINE, job("only", LINE_STEP)),
                pipeline(
                        EMPTY,
                        matrix("a", JOBS / 4) + matrix("b", JOBS / 4) + matrix("c", JOBS / 4) + matrix("d", JOBS / 4)),
                pipeline(OUTPUT, job("only", "(yes %s || true) | head -c %d".formatted("x".repeat(79), OUTPUT_BYTES))),
                pipeline(CHECKOUT, job("only", CHECKOUT_STEP)),
                pipeline(SHORT, matrix("a", SLOTS / 2) + matrix("b", SLOTS / 2)),
                pipeline(KILLED, job("first", KILLED_STEP) + job("second", KILLED_STEP)));
    }

    private static String pipeline(String name, String jobs) {
        return """
                  - name: %1$s:1.0.0
                    description: For branches of this name
                    events: ["github:self:pull_request.opened:%1$s/*"]
                    jobs:
                %2$s""".formatted(name, jobs);
    }

    private static String job(String name, String step) {
        return "      - name: %s\n        steps: [\"%s\"]\n".formatted(name, step);
    }

    private static String matrix(String name, int jobs) {
        var numbers = new StringBuilder("1");
        for (int number = 2; number <= jobs; number++) {
            numbers.append(", ").append(number);
        }
        return "      - name: %s\n        needs: []\n        matrix: { N: [%s] }\n        steps: [\"true\"]\n"
                .formatted(name, numbers);
    }
}
