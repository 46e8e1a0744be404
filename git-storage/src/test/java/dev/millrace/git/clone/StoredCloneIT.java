package dev.millrace.git.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.PushedRepository;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import dev.millrace.testing.TestGit;
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
    private PushedRepository pushed;
    private UUID id;
    private TestGit work;
    private int copies;

    @BeforeEach
    void pushBranchesAndTags() throws IOException {
        pushed = PushedRepository.empty(fixture, folder);
        id = pushed.id();
        work = pushed.work();
        for (int i = 0; i < 12; i++) {
            work.commit("dir-%d/file.txt".formatted(i % 3), "text ".repeat(100) + i);
        }
        work.ok("branch", "merged", "main~4");
        work.ok("switch", "--quiet", "-c", "feature", "main~2");
        work.commit("feature.txt", "a feature");
        work.ok("switch", "--quiet", "main");
        work.ok("tag", "-a", "-m", "one", "v1", "main~3");
        work.ok("push", "--quiet", "origin", "--all");
        work.ok("push", "--quiet", "origin", "--tags");
    }

    @AfterEach
    void stop() {
        fixture.clock.set(StorageFixture.NOON);
        pushed.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void isTheCollectedPack(Collector by) throws IOException {
        assertThat(clone(allTips(), true)).isEmpty();

        pushed.repack(by);

        assertHolds(clone(allTips(), true).orElseThrow(), "--all");
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void leavesBlobsOutForAClientThatGetsFilesLater(Collector by) throws IOException {
        work.ok("push", "--quiet", "origin", ":v1");
        pushed.repack(by);
        work.commit("dir-1/file.txt", "changed since");
        work.ok("push", "--quiet", "origin", "main");

        StoredClone clone = clone(allTips(), false).orElseThrow();

        work.ok("tag", "--delete", "v1");
        Path pack = file(clone);
        TestGit.in(folder).ok("index-pack", pack.toString());
        assertThat(objects(pack))
                .containsExactlyInAnyOrderElementsOf(
                        lines("rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--all"));
    }

    @Test
    void isNotWhatIsStoredWithoutBlobsWhenATagNamesABlob() throws IOException { // #9.11
        pushed.repack(Collector.NATIVE);
        work.ok("tag", "-a", "-m", "a file", "named-since", "main:dir-1/file.txt");
        work.ok("push", "--quiet", "origin", "named-since");
        assertThat(clone(allTips(), false)).isEmpty();
        assertThat(clone(allTips(), true)).isPresent();

        pushed.repack(Collector.NATIVE);

        assertThat(clone(allTips(), false)).isEmpty();
        assertThat(clone(allTips(), true)).isPresent();
    }

    @Test
    void goesOnWithWhatCameInSince() throws IOException {
        pushed.repack(Collector.NATIVE);
        work.commit("dir-1/file.txt", "changed since");
        work.ok("tag", "-a", "-m", "two", "v2", "main");
        work.ok("push", "--quiet", "origin", "main", "main:refs/heads/another", "v2");
        work.commit("dir-1/file.txt", "text ".repeat(100) + 1);
        work.ok("push", "--quiet", "--thin", "origin", "main");
        work.ok("fetch", "--quiet", "origin");

        assertHolds(clone(allTips(), true).orElseThrow(), "--all");
    }

    @Test
    void bringsTagsOnWhatItHolds() throws IOException {
        pushed.repack(Collector.NATIVE);
        work.ok("tag", "-a", "-m", "old", "late", "main~6");
        work.ok("push", "--quiet", "origin", "late");
        List<ObjectId> wants = allTips();
        ObjectId late = ObjectId.fromString(work.ok("rev-parse", "late"));
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
        pushed.repack(Collector.NATIVE);
        work.ok("push", "--quiet", "origin", ":merged");

        assertThat(clone(allTips(), true)).isPresent();
    }

    @Test
    void isEmptyForClientsThatDoNotWantAllOfIt() throws IOException {
        pushed.repack(Collector.NATIVE);
        ObjectId main = ObjectId.fromString(work.ok("rev-parse", "main"));

        assertThat(clone(List.of(main), true)).isEmpty();
    }

    @Test
    void neverHoldsWhatWasDeleted() throws IOException {
        pushed.repack(Collector.NATIVE);
        work.ok("push", "--quiet", "origin", ":feature");

        assertThat(clone(allTips(), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"feature", "v1"})
    void isThePackWithoutWhatWasDeletedAfterTheNextRepack(String deleted) throws IOException {
        pushed.repack(Collector.NATIVE);
        String gone = work.ok("rev-parse", deleted);
        work.ok("push", "--quiet", "origin", ":" + deleted);

        fixture.clock.advance(Duration.ofHours(1));
        pushed.repack(Collector.NATIVE);

        assertThat(objects(write(clone(allTips(), true).orElseThrow()))).doesNotContain(gone);
    }

    @Test
    void isReadFromThePackThatItBeganWith() throws IOException {
        pushed.repack(Collector.NATIVE);
        StoredClone clone = clone(allTips(), true).orElseThrow();
        work.commit("dir-1/file.txt", "more than a third ".repeat(10_000));
        work.commit("noise.txt", work.ok("rev-list", "--all").repeat(50));
        work.ok("push", "--quiet", "origin", "main");
        pushed.repack(Collector.NATIVE);

        assertThat(objects(write(clone))).hasSize((int) clone.objectCount());
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
        TestGit.in(folder).ok("index-pack", "--strict", pack.toString());
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
        return TestGit.in(folder)
                .ok("verify-pack", "-v", index)
                .lines()
                .filter(line -> line.matches("[0-9a-f]{40} (commit|tree|blob|tag) .*"))
                .map(line -> line.substring(0, 40))
                .toList();
    }

    private List<String> lines(String... command) {
        return work.ok(command).lines().toList();
    }
}
