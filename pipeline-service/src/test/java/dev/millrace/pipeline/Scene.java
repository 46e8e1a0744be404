package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.InstallationLinked.State;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.pipeline.build.BuildOrigin;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.RunState;
import dev.millrace.pipeline.workflow.OpsFileOutcome.Workflows;
import dev.millrace.pipeline.workflow.ReadOpsFile;
import dev.millrace.pipeline.workflow.TriggerEvent;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestKeys;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A repository of its own for one test: at the forge, in the mirror, and in the API. */
public final class Scene {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final String STABLE_CHECK = "millrace";

    public final String repository;
    public final String team;
    public final ForgeEvents forge;
    private final String number = String.valueOf(1000 + NUMBERS.incrementAndGet());
    private final UUID repositoryId = UUID.randomUUID();
    private final TestGit git;
    private final KeyPair keys;

    private Scene() {
        this("", TestKeys.ec());
    }

    private Scene(String inTeam, KeyPair keys) {
        this.keys = keys;
        team = inTeam.isEmpty() ? "team" + number : inTeam;
        repository = "acme" + number + "/widgets";
        forge = new ForgeEvents(repository, number, number);
        git = TestGit.init(Surroundings.newScene());
    }

    /** A repository that is mirrored, whose team has an installation and a key. */
    public static Scene set() {
        Scene scene = new Scene();
        scene.installation(State.ACTIVE);
        TestEvents.registerKey(scene.team, scene.keys.getPublic());
        TestGit.initBare(Surroundings.gitHttp().directory(scene.repository));
        scene.synced();
        // the key arrives over Kafka
        await().atMost(TIMEOUT)
                .until(() -> scene.as("org:read").get("/api/builds").statusCode() == 200);
        return scene;
    }

    /** Another repository of the same team, whose account has an installation of its own. */
    public Scene another() {
        Scene scene = new Scene(team, keys);
        scene.installation(State.ACTIVE);
        TestGit.initBare(Surroundings.gitHttp().directory(scene.repository));
        scene.synced();
        return scene;
    }

    /** An {@code ops.yml} with one pipeline called {@code checks} for everything that can start it. */
    public String opsFile(String... jobs) {
        return """
                version: "1"
                pipelines:
                  - name: checks:0.1.0
                    description: everything
                    env: { static: [ "FLAVOUR=plain", "REF_COPY=kept" ] }
                    events:
                      - github:%1$s:pull_request.opened
                      - github:%1$s:pull_request.synchronize
                      - github:%1$s:pull_request.merged
                      - github:%1$s:create.tag
                    jobs:
                """.formatted(repository) + String.join("", jobs);
    }

    /** A job for {@link #opsFile}. */
    public static String job(String name, String... steps) {
        var job = new StringBuilder("      - name: %s\n        description: d\n        steps:\n".formatted(name));
        for (String step : steps) {
            job.append("          - |\n");
            step.lines().forEach(line -> job.append("            ").append(line).append('\n'));
        }
        return job.toString();
    }

    /** Commits a file in the author's working copy, and nowhere else yet. */
    public String commit(String path, String content) {
        return git.commit(path, content);
    }

    /** Creates an annotated tag in the author's working copy; returns the tag object's id. */
    public String tag(String name) {
        git.ok("tag", "-a", "-m", "release", name);
        return git.ok("rev-parse", "refs/tags/" + name);
    }

    /** A commit on a branch of its own that begins at an earlier one, in the mirror; the working copy stays where it is. */
    public String mainGoesOnFrom(String commit, String path, String content) {
        git.ok("checkout", "--quiet", "-b", "base-" + commit, commit);
        String sha = git.commit(path, content);
        git.ok("checkout", "--quiet", "main");
        mirror();
        return sha;
    }

    /** Brings the mirror up to date, and publishes the event as the sync does. */
    public void mirror() {
        git.ok(
                "push",
                "--quiet",
                "--all",
                Surroundings.gitHttp().directory(repository).toString());
        git.ok(
                "push",
                "--quiet",
                "--tags",
                Surroundings.gitHttp().directory(repository).toString());
        TestEvents.publish(new RefsMoved(
                UUID.randomUUID(), mirrored(), RefsMoved.Cause.SYNC, 1, 0, List.of(), List.of(), Instant.now()));
    }

    /** Commits {@code ops.yml} and mirrors it; returns the commit. */
    public String mirrored(String opsFile) {
        String sha = commit("ops.yml", opsFile);
        mirror();
        return sha;
    }

    /** Another mirror of the same upstream, announced after the existing ones; it is empty. */
    public void alsoMirrored(String owner, String name) {
        TestGit.initBare(Surroundings.gitHttp().directory(name));
        var mirror = new MirroredRepository(UUID.randomUUID(), owner, name, Optional.of("github.com:" + number));
        TestEvents.publish(new SyncSucceeded(UUID.randomUUID(), mirror, UUID.randomUUID(), 0, 1, Instant.now()));
    }

    /** Brings another mirror up to date. */
    public void fill(String name) {
        git.ok(
                "push",
                "--quiet",
                "--all",
                Surroundings.gitHttp().directory(name).toString());
    }

    public void installation(State state) {
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(), "github.com", number, number, "acme" + number, team, state, Instant.now()));
    }

    public void publish(Event event) {
        TestEvents.publish(event);
    }

    /** Every event of this repository's builds that is on Kafka now. */
    public List<Event> runEvents() {
        return TestEvents.all(Topic.PIPELINE_RUN).stream()
                .filter(event -> event.key().equals(repositoryId.toString()))
                .toList();
    }

    /** A build of the first pipeline of an {@code ops.yml}, not stored anywhere. */
    public BuildRow newBuild(String sha, String opsFile) {
        var file = (Workflows) ReadOpsFile.read(opsFile.getBytes(StandardCharsets.UTF_8));
        return new BuildRow(
                UUID.randomUUID(),
                UUID.randomUUID(),
                BuildOrigin.event(Optional.of("ada")),
                repositoryId,
                team,
                repository,
                repository,
                "github.com",
                number,
                Optional.of(number),
                file.pipelines().getFirst(),
                TriggerEvent.CHANGE_OPENED,
                "topic",
                Optional.of("main"),
                sha,
                Optional.of(7L),
                RunState.QUEUED,
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                Optional.empty());
    }

    /** Waits until this many builds have ended; returns them as the API lists them, newest first. */
    public List<JsonNode> awaitEnded(int count) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(runEvents().stream()
                                .filter(BuildFinished.class::isInstance)
                                .toList())
                        .hasSizeGreaterThanOrEqualTo(count));
        return builds();
    }

    /** Waits for the first build; returns its id. */
    public UUID awaitQueued() {
        await().atMost(TIMEOUT).until(() -> !builds().isEmpty());
        return UUID.fromString(builds().getFirst().get("id").asText());
    }

    public long queued() {
        return runEvents().stream().filter(BuildQueued.class::isInstance).count();
    }

    public List<JsonNode> builds() {
        var list = new ArrayList<JsonNode>();
        as("org:read")
                .get("/api/builds")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class)
                .get("builds")
                .forEach(list::add);
        return list;
    }

    public JsonNode build(UUID id) {
        return as("git:read").get("/api/builds/" + id).as(JsonNode.class);
    }

    /** What a job printed, without the lines that announce its steps. */
    public String log(UUID id, String job) {
        return wholeLog(id, job)
                .replaceAll("\\[millrace] step 1(-\\d+)?/\\d+: [^\n]*\n", "")
                .replaceAll("\n\\[millrace] step [0-9-]+/\\d+: [^\n]*\n", "");
    }

    public String wholeLog(UUID id, String job) {
        return new String(
                as("git:read").get("/api/builds/{id}/jobs/{job}/log", id, job).asByteArray(), StandardCharsets.UTF_8);
    }

    /** Waits until the forge shows this many completed check runs, and no other but the stable ones; returns them. */
    public List<JsonNode> awaitCompletedChecks(int count) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(checks())
                        .hasSize(count)
                        .allSatisfy(
                                run -> assertThat(run.get("status").asText()).isEqualTo("completed")));
        return checks();
    }

    public List<JsonNode> checks() {
        return Surroundings.gitHub().checkRuns(repository).stream()
                .filter(run -> !run.get("name").asText().equals(STABLE_CHECK))
                .toList();
    }

    /** The check runs about all builds of a head, the newest last. */
    public List<JsonNode> stableChecks(String sha) {
        return Surroundings.gitHub().checkRuns(repository).stream()
                .filter(run -> run.get("name").asText().equals(STABLE_CHECK))
                .filter(run -> run.get("head_sha").asText().equals(sha))
                .toList();
    }

    /** How often this repository's check runs have been written. */
    public int writes() {
        return Surroundings.gitHub().writes(repository).size();
    }

    /** The author's working copy. */
    public Path work() {
        return git.folder();
    }

    /** Makes an empty file in the author's working copy. */
    public void touch(String file) {
        try {
            Files.createFile(git.folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with a token of the team. */
    public RequestSpecification as(String... scopes) {
        return as("org", scopes);
    }

    public RequestSpecification as(String tokenRepository, String[] scopes) {
        return RestAssured.given().header("Authorization", "Bearer " + token(tokenRepository, scopes));
    }

    /** A token of the team for one repository, or for all with {@code org}. */
    public String token(String tokenRepository, String... scopes) {
        return TestKeys.sign(
                keys, TestKeys.claims(team, tokenRepository, Instant.now().plusSeconds(600), scopes));
    }

    private void synced() {
        TestEvents.publish(new SyncSucceeded(UUID.randomUUID(), mirrored(), UUID.randomUUID(), 0, 1, Instant.now()));
    }

    private MirroredRepository mirrored() {
        return new MirroredRepository(repositoryId, team, repository, Optional.of("github.com:" + number));
    }
}
