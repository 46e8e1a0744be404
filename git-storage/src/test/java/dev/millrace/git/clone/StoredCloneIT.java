package dev.millrace.git.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitCommand;
import dev.millrace.git.GitDaemon;
import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.repack.Maintenance;
import dev.millrace.git.repack.MaintenanceConfig;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones that are copies of a collected pack: native git checks each of them, and counts what must be in it. */
class StoredCloneIT {

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);
    private GitDaemon daemon;
    private GitCommand work;
    private int copies;

    @BeforeEach
    void pushBranchesAndTags() throws IOException {
        daemon = new GitDaemon(storage, receive -> {});
        Path clone = folder.resolve("work");
        new GitCommand(folder).run("init", "--quiet", "-b", "main", clone.toString());
        work = new GitCommand(clone);
        work.run("remote", "add", "origin", daemon.address(id));
        for (int i = 0; i < 12; i++) {
            commit("dir-%d/file.txt".formatted(i % 3), "text ".repeat(100) + i);
        }
        work.run("branch", "merged", "main~4");
        work.run("switch", "--quiet", "-c", "feature", "main~2");
        commit("feature.txt", "a feature");
        work.run("switch", "--quiet", "main");
        work.run("tag", "-a", "-m", "one", "v1", "main~3");
        work.run("push", "--quiet", "origin", "--all");
        work.run("push", "--quiet", "origin", "--tags");
    }

    @AfterEach
    void stop() {
        fixture.clock.set(StorageFixture.NOON);
        daemon.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void isTheCollectedPack(Collector by) throws IOException {
        assertThat(clone(allTips(), true)).isEmpty();

        collect(by);

        assertHolds(clone(allTips(), true).orElseThrow(), "--all");
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void leavesBlobsOutForAClientThatGetsFilesLater(Collector by) throws IOException {
        work.run("push", "--quiet", "origin", ":v1");
        collect(by);
        commit("dir-1/file.txt", "changed since");
        work.run("push", "--quiet", "origin", "main");

        StoredClone clone = clone(allTips(), false).orElseThrow();

        work.run("tag", "--delete", "v1");
        Path pack = file(clone);
        new GitCommand(folder).run("index-pack", pack.toString());
        assertThat(objects(pack))
                .containsExactlyInAnyOrderElementsOf(
                        lines("rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--all"));
    }

    @Test
    void isNotWhatIsStoredWithoutBlobsWhenATagNamesABlob() throws IOException { // #9.11
        collect(Collector.NATIVE);
        work.run("tag", "-a", "-m", "a file", "named-since", "main:dir-1/file.txt");
        work.run("push", "--quiet", "origin", "named-since");
        assertThat(clone(allTips(), false)).isEmpty();
        assertThat(clone(allTips(), true)).isPresent();

        collect(Collector.NATIVE);

        assertThat(clone(allTips(), false)).isEmpty();
        assertThat(clone(allTips(), true)).isPresent();
    }

    @Test
    void goesOnWithWhatCameInSince() throws IOException {
        collect(Collector.NATIVE);
        commit("dir-1/file.txt", "changed since");
        work.run("tag", "-a", "-m", "two", "v2", "main");
        work.run("push", "--quiet", "origin", "main", "main:refs/heads/another", "v2");
        commit("dir-1/file.txt", "text ".repeat(100) + 1);
        work.run("push", "--quiet", "--thin", "origin", "main");
        work.run("fetch", "--quiet", "origin");

        assertHolds(clone(allTips(), true).orElseThrow(), "--all");
    }

    @Test
    void bringsTagsOnWhatItHolds() throws IOException {
        collect(Collector.NATIVE);
        work.run("tag", "-a", "-m", "old", "late", "main~6");
        work.run("push", "--quiet", "origin", "late");
        List<ObjectId> wants = allTips();
        ObjectId late = ObjectId.fromString(work.run("rev-parse", "late"));
        wants.remove(late);

        try (Repository repository = storage.read(id)) {
            assertThat(objects(
                            write(StoredClone.of(repository, wants, true, true).orElseThrow())))
                    .contains(late.name());
            assertThat(objects(
                            write(StoredClone.of(repository, wants, false, true).orElseThrow())))
                    .doesNotContain(late.name());
        }
    }

    @Test
    void doesWithoutBranchesThatOthersContain() throws IOException {
        collect(Collector.NATIVE);
        work.run("push", "--quiet", "origin", ":merged");

        assertThat(clone(allTips(), true)).isPresent();
    }

    @Test
    void isEmptyForClientsThatDoNotWantAllOfIt() throws IOException {
        collect(Collector.NATIVE);
        ObjectId main = ObjectId.fromString(work.run("rev-parse", "main"));

        assertThat(clone(List.of(main), true)).isEmpty();
    }

    @Test
    void neverHoldsWhatWasDeleted() throws IOException {
        collect(Collector.NATIVE);
        work.run("push", "--quiet", "origin", ":feature");

        assertThat(clone(allTips(), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature", "v1"})
    void isThePackWithoutWhatWasDeletedAfterTheNextLook(String deleted) throws IOException {
        collect(Collector.NATIVE);
        String gone = work.run("rev-parse", deleted);
        work.run("push", "--quiet", "origin", ":" + deleted);

        fixture.clock.advance(Duration.ofHours(1));
        collect(Collector.NATIVE);

        assertThat(objects(write(clone(allTips(), true).orElseThrow()))).doesNotContain(gone);
    }

    @Test
    void isReadFromThePackThatItBeganWith() throws IOException {
        collect(Collector.NATIVE);
        StoredClone clone = clone(allTips(), true).orElseThrow();
        commit("dir-1/file.txt", "more than a third ".repeat(10_000));
        commit("noise.txt", work.run("rev-list", "--all").repeat(50));
        work.run("push", "--quiet", "origin", "main");
        collect(Collector.NATIVE);

        assertThat(objects(write(clone))).hasSize((int) clone.objectCount());
    }

    private void commit(String file, String text) throws IOException {
        Path path = folder.resolve("work").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        work.run("add", "--all");
        work.run("commit", "--quiet", "-m", file + " " + text.length());
    }

    private void collect(Collector by) {
        Maintenance maintenance =
                fixture.open().maintenance(new MaintenanceConfig(by, "git", 20, 0.3, 6_700, 1, Duration.ofDays(14), 0));
        maintenance.work(maintenance.claim(id, Duration.ofMinutes(1)).orElseThrow(), () -> false);
    }

    private List<ObjectId> allTips() throws IOException {
        try (Repository repository = storage.read(id)) {
            var tips = new ArrayList<ObjectId>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/", "refs/tags/")) {
                tips.add(ref.getObjectId());
            }
            return tips;
        }
    }

    private Optional<StoredClone> clone(List<ObjectId> wants, boolean withBlobs) throws IOException {
        try (Repository repository = storage.read(id)) {
            return StoredClone.of(repository, wants, false, withBlobs);
        }
    }

    private void assertHolds(StoredClone clone, String revisions) throws IOException {
        assertThat(objects(write(clone)))
                .containsExactlyInAnyOrderElementsOf(lines("rev-list", "--objects", "--no-object-names", revisions));
    }

    /** The pack in a file, after native git verified that it is valid and contains no object twice. */
    private Path write(StoredClone clone) throws IOException {
        Path pack = file(clone);
        new GitCommand(folder).run("index-pack", "--strict", pack.toString());
        return pack;
    }

    private Path file(StoredClone clone) throws IOException {
        Path pack = folder.resolve("copy-%d.pack".formatted(copies++));
        try (OutputStream out = Files.newOutputStream(pack)) {
            clone.writeTo(out);
        }
        return pack;
    }

    private List<String> objects(Path pack) {
        String index = pack.toString().replace(".pack", ".idx");
        return new GitCommand(folder)
                .run("verify-pack", "-v", index)
                .lines()
                .filter(line -> line.matches("[0-9a-f]{40} (commit|tree|blob|tag) .*"))
                .map(line -> line.substring(0, 40))
                .toList();
    }

    private List<String> lines(String... command) {
        return work.run(command).lines().toList();
    }
}
