package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.WriteSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;

/** Packs written through sessions and read back by others. */
class PacksIT {

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void parsesAPackAndServesItFromTheStore() throws IOException {
        UUID source = StorageFixture.newRepository(storage);
        var tips = new ArrayList<ObjectId>();
        byte[] pack = packOf(source, 300, tips);
        ObjectId tip = tips.getLast();
        try (WriteSession session = StorageFixture.write(storage, id)) {
            parse(session, pack);
            session.update(List.of(RefEdit.set("refs/heads/main", tip)), Optional.empty(), true);
        }

        try (Repository repository = fixture.open().read(id)) {
            for (ObjectId one : tips) {
                assertThat(repository.open(one).getType()).isEqualTo(Constants.OBJ_COMMIT);
            }
            DfsPackDescription description = onlyPack(repository);
            assertThat(description.getPackSource()).isEqualTo(PackSource.RECEIVE);
            assertThat(description.getObjectCount()).isEqualTo(900);
            assertThat(description.getIndexVersion()).isEqualTo(2);
            assertThat(description.getLastModified()).isEqualTo(StorageFixture.NOON.toEpochMilli());
            assertThat(description.hasFileExt(PackExt.PACK)).isTrue();
            assertThat(description.hasFileExt(PackExt.INDEX)).isTrue();
            assertThat(description.getFileSize(PackExt.PACK))
                    .isEqualTo(fixture.objects
                            .size(StoredObjects.key(description, PackExt.PACK))
                            .orElseThrow());
            assertThat(description.getBlockSize(PackExt.PACK)).isEqualTo(1024 * 1024);
        }
    }

    @Test
    void leavesNothingOfABrokenPack() throws IOException {
        byte[] pack = packOf(StorageFixture.newRepository(storage), 20, new ArrayList<>());
        pack[pack.length / 2] ^= 0x55;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            assertThatThrownBy(() -> parse(session, pack)).isInstanceOf(IOException.class);
        }
        try (WriteSession session = StorageFixture.write(storage, id)) {
            assertThatThrownBy(() -> parse(session, java.util.Arrays.copyOf(pack, pack.length / 3)))
                    .isInstanceOf(IOException.class);
        }

        assertThat(fixture.scratchFiles()).isEmpty();
        assertThat(fixture.storedFiles(id)).isEmpty();
    }

    @Test
    void readsObjectsLargerThanManyBlocks() throws IOException {
        var content = new byte[9 * 1024 * 1024 + 17];
        new Random(3).nextBytes(content);
        ObjectId blob;
        try (WriteSession session = StorageFixture.write(storage, id)) {
            try (ObjectInserter inserter = session.repository().newObjectInserter()) {
                blob = inserter.insert(Constants.OBJ_BLOB, content);
                inserter.flush();
            }
            assertThat(session.repository().open(blob).getBytes()).isEqualTo(content);
            ObjectId commit = StorageFixture.commit(session.repository(), "carrier");
            session.update(
                    List.of(RefEdit.set("refs/tags/blob", blob), RefEdit.set("refs/heads/main", commit)),
                    Optional.empty(),
                    true);
            assertThat(session.repository().open(blob).getBytes()).isEqualTo(content);
        }

        try (Repository repository = storage.read(id)) {
            assertThat(repository.open(blob).getBytes()).isEqualTo(content);
        }
    }

    @Test
    void readsBackWhatIsStillBeingInserted() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id);
                ObjectInserter inserter = session.repository().newObjectInserter()) {
            var random = new Random(5);
            var ids = new ArrayList<ObjectId>();
            var contents = new ArrayList<byte[]>();
            for (int i = 0; i < 40; i++) {
                var content = new byte[200_000];
                random.nextBytes(content);
                contents.add(content);
                ids.add(inserter.insert(Constants.OBJ_BLOB, content));
            }
            try (var reader = inserter.newReader()) {
                for (int i = 0; i < ids.size(); i++) {
                    assertThat(reader.open(ids.get(i)).getBytes()).isEqualTo(contents.get(i));
                }
            }
        }
    }

    @Test
    void servesManyPacks() throws IOException {
        var tips = new ArrayList<ObjectId>();
        ObjectId tip = null;
        for (int i = 0; i < 40; i++) {
            try (WriteSession session = StorageFixture.write(storage, id)) {
                tip = tip == null
                        ? StorageFixture.commit(session.repository(), "0")
                        : StorageFixture.commit(session.repository(), "" + i, tip);
                session.update(List.of(RefEdit.set("refs/heads/main", tip)), Optional.empty(), true);
                tips.add(tip);
            }
        }

        try (Repository repository = fixture.open().read(id)) {
            for (ObjectId one : tips) {
                assertThat(repository.getObjectDatabase().has(one)).isTrue();
            }
            assertThat(((DfsRepository) repository).getObjectDatabase().getPacks())
                    .hasSize(40);
        }
    }

    private byte[] packOf(UUID source, int commits, List<ObjectId> tips) throws IOException {
        try (WriteSession session = StorageFixture.write(storage, source)) {
            try (ObjectInserter inserter = session.repository().newObjectInserter()) {
                for (int i = 0; i < commits; i++) {
                    tips.add(
                            tips.isEmpty()
                                    ? StorageFixture.commit(inserter, "commit " + i)
                                    : StorageFixture.commit(inserter, "commit " + i, tips.getLast()));
                }
                inserter.flush();
            }
            var bytes = new ByteArrayOutputStream();
            try (var writer = new PackWriter(session.repository())) {
                writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(tips.getLast()), Set.of());
                writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, bytes);
            }
            return bytes.toByteArray();
        }
    }

    private static void parse(WriteSession session, byte[] pack) throws IOException {
        try (ObjectInserter inserter = session.repository().newObjectInserter()) {
            inserter.newPackParser(new ByteArrayInputStream(pack)).parse(NullProgressMonitor.INSTANCE);
            inserter.flush();
        }
    }

    private static DfsPackDescription onlyPack(Repository repository) throws IOException {
        DfsPackFile[] packs = ((DfsRepository) repository).getObjectDatabase().getPacks();
        assertThat(packs).hasSize(1);
        return packs[0].getPackDescription();
    }
}
