package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.githttp.Team;
import dev.millrace.kit.identity.PlatformTokens;
import dev.millrace.kit.identity.Scope;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class FileResourceIT {

    private final Path folder = TestGit.freshFolder();

    @Inject
    PlatformTokens platformTokens;

    @ConfigProperty(name = "millrace.platform.public-key-file")
    Path platformKey;

    private Team team;
    private TestGit work;
    private String first;
    private String second;

    @BeforeEach
    void pushFiles() {
        team = Team.registered().create("acme/widgets");
        work = TestGit.init(folder.resolve("work"));
        first = work.commit("ops.yml", "version: \"1\"\n");
        second = work.commit("ops.yml", "version: \"2\"\n");
        work.ok("tag", "-a", "v1", "-m", "first", first);
        work.ok("push", "-q", team.remote("acme/widgets"), "main", "v1", "HEAD~1:refs/heads/feature/a");
    }

    @Test
    void givesTheBytesAtACommit() {
        ValidatableResponse answer = read("ops.yml", first).statusCode(200).contentType("application/octet-stream");

        answer.header("ETag", '"' + work.ok("rev-parse", first + ":ops.yml").strip() + '"')
                .header("X-Commit-Sha", first)
                .header("Content-Length", "13");
        assertThat(answer.extract().asString()).isEqualTo("version: \"1\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HEAD", "main", "refs/heads/main"})
    void takesTheDefaultBranchByManyNames(String ref) {
        read("/ops.yml", ref).statusCode(200).header("X-Commit-Sha", second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "refs/tags/v1", "feature/a"})
    void takesTagsAndBranches(String ref) {
        read("ops.yml", ref).statusCode(200).header("X-Commit-Sha", first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "refs/heads/nothing",
                "0000000000000000000000000000000000000001",
                "main~1",
                "../x",
                "HEAD@{1}"
            })
    void reportsThatARefIsMissing(String ref) {
        read("ops.yml", ref).statusCode(404).body("code", equalTo("ref_missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.yml", "../ops.yml", "ops.yml/", "ops.yml/x", "a//b", "/", "OPS.YML"})
    void reportsThatAPathIsMissing(String path) {
        read(path, "main").statusCode(404).body("code", equalTo("path_missing"));
    }

    @Test
    void reportsThatADirectoryIsNoFile() {
        work.commit("docs/a.md", "a");
        work.ok("push", "-q", team.remote("acme/widgets"), "main");

        read("docs", "main").statusCode(404).body("code", equalTo("path_missing"));
        read("docs/a.md", "main").statusCode(200);
    }

    @Test
    void reportsThatARepositoryIsMissing() {
        team.as(team.token("acme/nothing", "git:read"))
                .queryParam("path", "ops.yml")
                .get("/api/v1/repos/file")
                .then()
                .statusCode(404)
                .contentType(containsString("application/json"))
                .body("code", equalTo("repository_missing"));
    }

    @Test
    void insistsOnAPathATokenAndAScope() {
        read("", "main").statusCode(400);
        team.as("nothing")
                .queryParam("path", "x")
                .get("/api/v1/repos/file")
                .then()
                .statusCode(401);
        team.as(team.token("acme/widgets", "org:read"))
                .queryParam("path", "ops.yml")
                .get("/api/v1/repos/file")
                .then()
                .statusCode(403);
    }

    @Test
    void sendsNothingThatTheCallerHas() {
        String tag = read("ops.yml", "main").statusCode(200).extract().header("ETag");

        team.as(team.token("acme/widgets", "git:read"))
                .header("If-None-Match", tag)
                .queryParam("path", "ops.yml")
                .get("/api/v1/repos/file")
                .then()
                .statusCode(304);
    }

    @Test
    void streamsALargeFile() throws IOException {
        byte[] noise = new byte[9_000_000];
        new Random(11).nextBytes(noise);
        Files.write(work.folder().resolve("noise.bin"), noise);
        work.ok("add", ".");
        work.ok("commit", "-q", "-m", "noise");
        work.ok("push", "-q", team.remote("acme/widgets"), "main");

        byte[] read = read("noise.bin", "main").statusCode(200).extract().asByteArray();

        assertThat(read).isEqualTo(noise);
    }

    @Test
    void answersOurOwnServices() throws IOException {
        TestEvents.publish(new AccessKeyChanged(
                UUID.randomUUID(), "platform", Optional.empty(), Files.readString(platformKey), true, Instant.EPOCH));
        String token = platformTokens.mint(team.slug(), "acme/widgets", Set.of(Scope.GIT_READ), Duration.ofMinutes(5));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> team.as(token)
                        .queryParam("path", "ops.yml")
                        .queryParam("ref", first)
                        .get("/api/v1/repos/file")
                        .then()
                        .statusCode(200));
    }

    private ValidatableResponse read(String path, String ref) {
        return team.as(team.token("acme/widgets", "git:read"))
                .queryParam("path", path)
                .queryParam("ref", ref)
                .get("/api/v1/repos/file")
                .then();
    }
}
