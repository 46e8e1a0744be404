package dev.millrace.pipeline.cache;

import static dev.millrace.pipeline.Scene.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.Scene;
import dev.millrace.pipeline.Surroundings;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.Builds;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.check.Checks;
import dev.millrace.pipeline.file.FileObjects;
import dev.millrace.pipeline.workflow.TriggerEvent;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Surroundings.class)
class CachesIT {

    private static final String USE =
            "cat lib/x ~/.deps/y || echo miss; mkdir -p lib ~/.deps; echo %1$s > lib/x; ln -sf x lib/link; echo %1$s > ~/.deps/y";
    private static final String CACHE =
            "        caches: [{key: deps, files: [lock], paths: [lib, ~/.deps], restore-keys: [deps]}]\n";

    @Inject
    Database database;

    @Inject
    Builds builds;

    @Inject
    Checks checks;

    @Inject
    FileObjects objects;

    @Inject
    ExpireCaches expireCaches;

    private Scene scene;
    private int ended;

    @BeforeEach
    void set() {
        scene = Scene.set();
    }

    @Test
    void areSavedOnceForAContentAndReadByChangesOfTheBranch() {
        scene.commit("lock", "1");

        assertThat(push(job("j", USE.formatted("first")) + CACHE))
                .contains("cache 'deps': none yet", "miss", "cache 'deps' is saved: 3 files");
        assertThat(push(job("j", USE.formatted("second")) + CACHE))
                .contains("cache 'deps': 3 files\n", "first\nfirst\n")
                .doesNotContain("is saved");
        assertThat(push(job("j", "cat lib/link") + CACHE)).contains("first\n");
        assertThat(change(job("j", USE.formatted("third")) + CACHE))
                .contains("first\nfirst\n")
                .doesNotContain("is saved");

        scene.commit("lock", "2");
        assertThat(change(job("j", USE.formatted("fourth")) + CACHE))
                .contains("cache 'deps': 3 files of 'deps', of other content", "first\nfirst\n", "is saved");
        assertThat(push(job("j", USE.formatted("fifth")) + CACHE))
                .as("what a change saves is not read by its base branch")
                .contains("of other content", "first\nfirst\n", "is saved");
        assertThat(scopes()).containsExactlyInAnyOrder("branch:main", "branch:main", "change:7");
    }

    @Test
    void areReadByAChangeFromAForkAndNeverWritten() {
        scene.commit("lock", "1");
        push(job("j", USE.formatted("base")) + CACHE);
        scene.commit("lock", "2");

        String log = run(
                job("j", USE.formatted("fork")) + CACHE,
                (sha, file) -> TestBuilds.untrusted(scene.newBuild(sha, file)));

        assertThat(log).contains("base\nbase\n").doesNotContain("is saved");
        assertThat(scopes()).containsExactly("branch:main");
    }

    @Test
    void thatWereNotUsedForLongestMakeRoomAndUnusedOnesExpire() throws Exception {
        String make = "mkdir -p lib; head -c 500000 /dev/urandom > lib/x";
        String one = "        caches: [{key: one, paths: [lib]}]\n";
        String two = "        caches: [{key: two, paths: [lib]}]\n";
        push(job("j", make) + one);
        push(job("j", make) + two);
        push(job("j", "true") + one);

        push(job("j", make) + "        caches: [{key: three, paths: [lib]}]\n");

        assertThat(column("name")).containsExactlyInAnyOrder("one", "three");
        List<String> keys = column("object_key");
        expireCaches.expire(Instant.now().plus(Duration.ofMinutes(1)));
        objects.deleteUnused(Duration.ofHours(1));
        assertThat(column("name")).isEmpty();
        assertThat(keys).hasSize(2).noneMatch(this::exists);
    }

    @Test
    void thatAreLostAreSavedAgain() throws Exception {
        scene.commit("lock", "1");
        push(job("j", USE.formatted("first")) + CACHE);
        List<String> keys = column("object_key");
        database.useTransaction(tx -> objects.release(tx, keys));
        objects.deleteUnused(Duration.ofHours(1));

        assertThat(push(job("j", USE.formatted("second")) + CACHE)).contains("none yet", "miss", "is saved");
    }

    private boolean exists(String key) {
        try {
            objects.open(key).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> scopes() {
        return column("scope");
    }

    private List<String> column(String name) {
        return database.inTransaction(tx -> tx.handle()
                .createQuery("select %s from pipeline.cache_entry where team = :team".formatted(name))
                .bind("team", scene.team)
                .mapTo(String.class)
                .list());
    }

    /** Runs a build of the branch {@code main}; returns the log of its job. */
    private String push(String job) {
        return run(job, (sha, file) -> {
            BuildRow change = scene.newBuild(sha, file);
            return new BuildRow(
                    change.id(),
                    change.eventId(),
                    change.origin(),
                    change.repositoryId(),
                    change.team(),
                    change.repository(),
                    change.mirror(),
                    change.instance(),
                    change.forgeRepositoryId(),
                    change.installationId(),
                    change.pipeline(),
                    TriggerEvent.PUSHED,
                    "main",
                    Optional.empty(),
                    sha,
                    Optional.empty(),
                    change.state(),
                    change.reason(),
                    change.cancelledBy(),
                    change.queuedAt(),
                    change.startedAt(),
                    change.finishedAt());
        });
    }

    private String change(String job) {
        return run(job, scene::newBuild);
    }

    private String run(String job, BiFunction<String, String, BuildRow> make) {
        String file = scene.opsFile(job);
        ended++;
        // so that each run has a commit of its own
        BuildRow build = make.apply(scene.mirrored(file + "# " + ended + "\n"), file);
        database.useTransaction(tx -> {
            builds.queue(tx, build);
            checks.buildChanged(tx, build.id());
        });
        scene.awaitEnded(ended);
        return scene.log(build.id(), "j");
    }
}
