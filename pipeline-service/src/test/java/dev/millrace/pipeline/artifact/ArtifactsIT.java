package dev.millrace.pipeline.artifact;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class ArtifactsIT {

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    ExpireArtifacts expireArtifacts;

    @Inject
    FileObjects objects;

    @Inject
    Artifacts artifacts;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void passesFilesToLaterJobsAndToReadersUntilTheyExpire() throws Exception {
        UUID id = run(
                job(
                                "build",
                                "mkdir -p dist/lib && printf '#!/bin/sh\\necho made' > dist/app && chmod +x dist/app",
                                "echo lib > dist/lib/a && ln -s /etc/passwd dist/link && ln -s /etc dist/folder")
                        + "        artifacts: [{name: app, paths: ['dist/**']}]\n",
                job("test", "dist/app"),
                job("ship", "dist/app; cat dist/lib/a; find dist -type l"));

        assertThat(scene.log(id, "test"))
                .contains("artifact 'app' of job 'build': 2 files")
                .endsWith("made\n");
        assertThat(scene.log(id, "ship")).endsWith("made\nlib\n");
        JsonNode artifact = list(id).at("/artifacts/0");
        assertThat(artifact.get("job").asText()).isEqualTo("build");
        assertThat(artifact.get("files").asInt()).isEqualTo(2);
        assertThat(artifact.get("expired").asBoolean()).isFalse();
        String path = artifact.get("href").asText();
        assertThat(path).isEqualTo("/api/builds/%s/jobs/build/artifacts/app".formatted(id));

        Response whole = scene.as("git:read").get(path);
        byte[] bytes = whole.asByteArray();
        assertThat(bytes).hasSize(artifact.get("size").asInt());
        assertThat(files(bytes)).isEqualTo(Map.of("dist/app", "#!/bin/sh\necho made", "dist/lib/a", "lib\n"));
        assertThat(whole.header("ETag"))
                .isEqualTo("\"%s\"".formatted(artifact.get("sha256").asText()));
        assertThat(whole.header("Content-Disposition"))
                .startsWith("attachment; filename=")
                .endsWith("-app.tar.gz\"");
        Response part = scene.as("git:read").header("Range", "bytes=5-9").get(path);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 5-9/" + bytes.length);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 5, 10));
        assertThat(scene.as("git:read")
                        .header("If-None-Match", whole.header("ETag"))
                        .get(path)
                        .statusCode())
                .isEqualTo(304);
        assertThat(scene.as("git:read")
                        .header("Range", "bytes=999999999-")
                        .get(path)
                        .statusCode())
                .isEqualTo(416);
        assertThat(scene.as("git:read").get("/builds/" + id).asString())
                .contains("href=\"/builds/%s/jobs/0/artifacts/app\"".formatted(id));
        assertThat(scene.as("git:read")
                        .get("/builds/{id}/jobs/0/artifacts/app", id)
                        .asByteArray())
                .isEqualTo(bytes);

        assertThat(Scene.set().as("git:read").get(path).statusCode()).isEqualTo(404);
        assertThat(scene.as("repo:write").get(path).statusCode()).isEqualTo(403);
        assertThat(scene.as("git:read").get(path + "2").statusCode()).isEqualTo(404);

        String key = key(id);
        expireArtifacts.expire(Instant.now().plus(Duration.ofDays(31)));
        objects.deleteUnused(Duration.ofHours(1));

        Response expired = scene.as("git:read").get(path);
        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(expired.asString()).contains("artifact_expired");
        assertThat(list(id).at("/artifacts/0/expired").asBoolean()).isTrue();
        assertThatThrownBy(() -> objects.open(key).close()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void keepsWhatTheEndOfAJobAsksForAndGivesItToTheNextAttempt() {
        UUID id = run(
                job("build", "echo b > b") + "        artifacts: [{name: b, paths: [b]}, {name: none, paths: [x]}]\n",
                job("test", "cat b; echo r > r; exit 1")
                        + "        artifacts: [{name: ok, paths: [r]}, {name: bad, paths: [r], when: failed},"
                        + " {name: both, paths: [r], when: always}]\n");

        assertThat(list(id).findValuesAsText("name")).containsExactly("b", "bad", "both");
        assertThat(scene.log(id, "build")).contains("artifact 'none': no file matches its paths");
        Response rerun = scene.as("git:write")
                .contentType("application/json")
                .body("{\"jobs\": \"failed\"}")
                .post("/api/builds/{id}/rerun", id);
        UUID next = UUID.fromString(rerun.jsonPath().getString("id"));
        scene.awaitEnded(2);

        assertThat(scene.log(next, "test")).contains("\nb\n");
        assertThat(list(next).findValuesAsText("name")).containsExactly("b", "bad", "both");
        assertThat(list(next).at("/artifacts/0/href").asText()).contains(next.toString());
        assertThat(scene.as("git:read")
                        .get(list(next).at("/artifacts/0/href").asText())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void failsAJobWhoseArtifactExceedsTheLimits() {
        UUID id = run(job("build", "mkdir d; for i in $(seq 51); do echo $i > d/$i; done")
                + "        artifacts: [{name: all, paths: ['d/*']}]\n");

        JsonNode job = scene.build(id).at("/jobs/0");
        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("reason").asText())
                .isEqualTo("artifact 'all' is too large: it has 51 files, 50 are allowed");
        assertThat(list(id).get("artifacts")).isEmpty();
    }

    @Test
    void doesNotWriteThroughALinkOfTheCheckout() {
        // the artifact has a folder where the commit has a link; the second job gets a checkout of its own
        UUID id = run(
                job("build", "rm -f way; mkdir way; echo new > way/file")
                        + "        artifacts: [{name: way, paths: ['way/*']}]\n",
                job("test", "cat way/file"));
        assertThat(scene.log(id, "test")).endsWith("new\n");

        linkInTheCommit();
        UUID linked = run(
                2,
                job("build", "rm -f way; mkdir way; echo new > way/file")
                        + "        artifacts: [{name: way, paths: ['way/*']}]\n",
                job("test", "cat way/file"));

        JsonNode job = scene.build(linked).at("/jobs/1");
        assertThat(job.get("state").asText()).isEqualTo("error");
        assertThat(job.get("reason").asText()).contains("artifact 'way' of job 'build' cannot be restored");
    }

    private void linkInTheCommit() {
        try {
            Files.createSymbolicLink(scene.work().resolve("way"), Path.of("/tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestGit.in(scene.work()).ok("add", "way");
    }

    private String key(UUID build) {
        return database.inTransaction(tx -> artifacts.ofBuild(tx, build))
                .getFirst()
                .objectKey()
                .orElseThrow();
    }

    private JsonNode list(UUID id) {
        Response response = scene.as("git:read").get("/api/builds/{id}/artifacts", id);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.as(JsonNode.class);
    }

    private static Map<String, String> files(byte[] archive) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private UUID run(String... jobs) {
        return run(1, jobs);
    }

    private UUID run(int ended, String... jobs) {
        String file = scene.opsFile(jobs);
        // so that each run has a commit of its own
        String sha = scene.mirrored(file + "# " + ended + "\n");
        BuildRow build = scene.newBuild(sha, file);
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            checks.buildChanged(tx, build.id());
        });
        scene.awaitEnded(ended);
        return build.id();
    }
}
