package dev.millrace.git.repack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.PushedRepository;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import dev.millrace.git.repack.MaintenanceOutcome.Idle;
import dev.millrace.git.repack.MaintenanceOutcome.Repacked;
import dev.millrace.git.write.RefEdit;
import dev.millrace.testing.TestGit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Full repacks by native git and by JGit, of what a real client pushed. */
class RepackIT {

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();
    private PushedRepository pushed;
    private UUID id;
    private TestGit work;

    @BeforeEach
    void start() throws IOException {
        pushed = PushedRepository.empty(fixture, folder);
        id = pushed.id();
        work = pushed.work();
    }

    @AfterEach
    void stop() {
        pushed.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void packsAnImportWithBitmapAndCommitGraph(Collector by) throws IOException {
        pushHistory(40);
        pushThin();
        insertDirectly();
        int before = packs().size();
        assertThat(before).isGreaterThanOrEqualTo(3);

        MaintenanceOutcome outcome = pushed.repack(by);

        assertThat(outcome).isInstanceOf(Repacked.class);
        assertThat(packs()).hasSize(1);
        DfsPackDescription pack = packs().getFirst();
        assertThat(pack.getPackSource()).isEqualTo(PackSource.GC);
        assertThat(pack.hasFileExt(PackExt.BITMAP_INDEX)).isTrue();
        assertThat(pack.hasFileExt(PackExt.COMMIT_GRAPH)).isTrue();
        assertThat(pushed.mirror().fsck()).doesNotContain("error", "missing");
        assertThat(fixture.scratchFiles()).isEmpty();
        assertThat(fixture.count("upload_intent", id)).isZero();
        assertThat(pushed.repack(by)).isInstanceOf(Idle.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "JGIT"})
    void makesAFullCloneOneCopyOfThePack(Collector by) throws IOException {
        pushHistory(30);
        pushed.repack(by);

        PackStatistics statistics = packForClone();

        assertThat(statistics.getReusedPacks()).hasSize(1);
        assertThat(statistics.getReusedObjects()).isEqualTo(statistics.getTotalObjects());
        try (Repository repository = fixture.open().read(id);
                DfsReader reader =
                        ((DfsRepository) repository).getObjectDatabase().newReader()) {
            DfsPackFile pack = ((DfsRepository) repository).getObjectDatabase().getPacks()[0];
            assertThat(pack.getBitmapIndex(reader).getObjectCount())
                    .isEqualTo((int) pack.getPackDescription().getObjectCount());
            assertThat(reader.getCommitGraph().orElseThrow().getCommitCnt()).isEqualTo(30);
        }
    }

    private PackStatistics packForClone() throws IOException {
        try (Repository repository = fixture.open().read(id);
                var writer = new PackWriter(repository)) {
            writer.setReuseValidatingObjects(false);
            writer.setUseCachedPacks(true);
            writer.setUseBitmaps(true);
            writer.setDeltaBaseAsOffset(true);
            writer.setReuseDeltaCommits(true);
            var wants = new ArrayList<ObjectId>();
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/", "refs/tags/")) {
                wants.add(ref.getObjectId());
            }
            writer.preparePack(NullProgressMonitor.INSTANCE, Set.copyOf(wants), Set.of());
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, new ByteArrayOutputStream());
            return writer.getStatistics();
        }
    }

    private List<DfsPackDescription> packs() throws IOException {
        try (Repository repository = fixture.open().read(id)) {
            var found = new ArrayList<DfsPackDescription>();
            for (DfsPackFile pack :
                    ((DfsRepository) repository).getObjectDatabase().getPacks()) {
                found.add(pack.getPackDescription());
            }
            return found;
        }
    }

    private void pushHistory(int commits) {
        var random = new Random(7);
        var text = new StringBuilder();
        for (int i = 0; i < commits; i++) {
            text.append("line ").append(i).append(' ').append(random.nextLong()).append('\n');
            work.commit("big.txt", text.toString());
        }
        work.ok("tag", "-a", "-m", "one", "v1", "main~3");
        work.ok("push", "--quiet", "origin", "main", "v1");
    }

    /** A pack whose delta base is not in it; JGit completes it and leaves the client's number in its header. */
    private void pushThin() throws IOException {
        Path file = folder.resolve("work/big.txt");
        Files.writeString(file, Files.readString(file) + "one more\n");
        work.ok("commit", "--quiet", "-am", "thin");
        work.ok("push", "--quiet", "--thin", "origin", "main");
    }

    /** A pack of JGit's inserter, which always states that it contains one object. */
    private void insertDirectly() throws IOException {
        try (var session = StorageFixture.write(fixture.open(), id)) {
            ObjectId tip = session.repository().resolve("refs/heads/main");
            ObjectId commit = StorageFixture.commit(session.repository(), "inserted", tip);
            session.update(List.of(RefEdit.set("refs/heads/inserted", commit)), Optional.empty(), true);
        }
    }
}
