package dev.millrace.pipeline.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.events.forge.ChangeUpdated.Action;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pipelines of three well-known open-source projects, rewritten as {@code ops.yml}, from the event of a change to its check. They
 * run for real from a mirror, but of small repositories that stand in for the projects: without a network, Maven and Go cannot fetch
 * the projects' libraries, and Go is not required on machines that build this. So a script takes the place of the Maven wrapper, which
 * compiles and runs with the machine's own Java, and one that of etcd's {@code scripts/test.sh}, which only reads the sources. Node and
 * npm are the machine's own.
 */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class WellKnownProjectsIT {

    private static final Path RESOURCES = Path.of("src/test/resources");

    private Scene scene;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void buildsAMavenProject() throws IOException {
        UUID build = run("spring-petclinic");

        assertThat(jobs(build)).containsExactlyInAnyOrder("build (17) passed", "build (25) passed", "format passed");
        assertThat(scene.log(build, "build (25)")).contains("Tests run: 1, Failures: 0", "BUILD SUCCESS");
        assertThat(scene.log(build, "format")).isEqualTo("[INFO] BUILD SUCCESS\n");
    }

    @Test
    void buildsANodeProject() throws IOException {
        UUID build = run("express");

        assertThat(jobs(build))
                .containsExactlyInAnyOrder(
                        "lint passed",
                        "test (18) passed",
                        "test (20) passed",
                        "test (22, yes) passed",
                        "coverage passed");
        assertThat(scene.log(build, "test (22, yes)")).contains("Node 22 may fail", "# pass 1", "# fail 0");
        assertThat(scene.log(build, "test (18)")).contains("# pass 1").doesNotContain("may fail");
    }

    @Test
    void buildsAGoProject() throws IOException {
        UUID build = run("etcd");

        assertThat(jobs(build))
                .containsExactlyInAnyOrder(
                        "static-analysis passed",
                        "test (unit, 1) passed",
                        "test (unit, 4) passed",
                        "test (integration, 4) passed",
                        "release skipped");
        assertThat(scene.log(build, "static-analysis")).contains("'fmt' PASSED", "'bom' PASSED", "'dep' PASSED");
        assertThat(scene.log(build, "test (integration, 4)"))
                .isEqualTo("'integration' PASSED (GOARCH=amd64, CPU=4) -p=4\n");
    }

    /** Commits the stand-in with the project's {@code ops.yml}, and lets its event start the build, which must pass. */
    private UUID run(String project) throws IOException {
        copy(RESOURCES.resolve("projects").resolve(project), scene.work());
        String ops = Files.readString(RESOURCES.resolve("ops/valid/projects/" + project + ".yml"));
        TestGit.in(scene.work()).ok("add", "--all");
        String sha = scene.mirrored(ops);
        scene.publish(scene.forge.change(Action.OPENED, 7, sha));
        scene.awaitEnded(1);
        UUID build = scene.awaitQueued();
        assertThat(scene.build(build).get("state").asText())
                .as(() -> scene.build(build).toPrettyString())
                .isEqualTo("passed");
        assertThat(scene.awaitCompletedChecks(1).getFirst().get("conclusion").asText())
                .isEqualTo("success");
        return build;
    }

    private List<String> jobs(UUID build) {
        return scene.build(build)
                .get("jobs")
                .valueStream()
                .map(job -> name(job) + " " + job.get("state").asText())
                .toList();
    }

    private static String name(JsonNode job) {
        return job.get("name").asText();
    }

    /** With the permissions of the files, since scripts are executed. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                target.toFile().setExecutable(Files.isExecutable(file));
            }
        }
    }
}
