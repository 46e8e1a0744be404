package dev.millrace.pipeline.mirror;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class SubmodulesIT {

    private static final String MODULES = """
            [submodule "a"]
            \tpath = libs/a
            \turl = ../../%s
            [submodule "none"]
            \tpath = libs/none
            \turl = https://github.com/nobody/none.git
            """;

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    private Scene scene;
    private Scene library;

    @BeforeEach
    void set() {
        scene = Scene.set();
        library = scene.another();
    }

    @Test
    void comeFromMirrorsOfTheTeamAndTheLogNamesThoseWithoutOne() {
        String sha = library.commit("file", "of the library\n");
        library.mirror();

        UUID id = run(sha, false, "cat libs/a/file; ls -A libs/none; git -C libs/a remote -v");

        assertThat(scene.log(id, "j"))
                .contains("submodule 'libs/none' is left empty: team '%s' has no mirror of nobody/none at github.com"
                        .formatted(scene.team))
                .endsWith("of the library\n");
    }

    @Test
    void areNotReadForAChangeFromAFork() {
        String sha = library.commit("file", "private\n");
        library.mirror();

        UUID id = run(sha, true, "ls -A libs/a; echo end");

        assertThat(scene.log(id, "j"))
                .contains("submodules are left empty in changes from forks")
                .endsWith("end\n")
                .doesNotContain("file\n");
    }

    @Test
    void waitForACommitThatTheirMirrorDoesNotHaveYetAndRequestASync() {
        String sha = library.commit("file", "late\n");

        UUID id = run(sha, false, 0, "cat libs/a/file");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(TestEvents.all(Topic.GIT_SYNC_REQUESTS))
                        .filteredOn(event -> event instanceof SyncRequested request
                                && request.after().equals(Optional.of(sha)))
                        .isNotEmpty());
        library.mirror();
        scene.awaitEnded(1);
        assertThat(scene.log(id, "j"))
                .contains("waiting for the mirror, a sync is requested: submodule 'libs/a' has no commit " + sha)
                .endsWith("late\n");
    }

    private UUID run(String submodule, boolean fromFork, String step) {
        return run(submodule, fromFork, 1, step);
    }

    private UUID run(String submodule, boolean fromFork, int ended, String step) {
        TestGit git = TestGit.in(scene.work());
        scene.commit(".gitmodules", MODULES.formatted(library.repository));
        git.ok("update-index", "--add", "--cacheinfo", "160000,%s,libs/a".formatted(submodule));
        git.ok("update-index", "--add", "--cacheinfo", "160000,%s,libs/none".formatted(submodule));
        git.ok("commit", "--quiet", "-m", "submodules");
        String file = scene.opsFile(job("j", step));
        BuildRow build = scene.newBuild(scene.mirrored(file), file);
        database.useTransaction(tx -> {
            builds.queue(tx, fromFork ? TestBuilds.untrusted(build) : build);
            checks.buildChanged(tx, build.id());
        });
        if (ended > 0) {
            scene.awaitEnded(ended);
        }
        return build.id();
    }
}
