package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.PackParser;
import org.junit.jupiter.api.Test;

class PackLinksTest {

    private static final ObjectId NOWHERE = ObjectId.fromString("1".repeat(40));
    private static final PersonIdent ANN = new PersonIdent("Ann", "ann@example.invalid", 0, 0);

    @Test
    void areCompleteWhereEverythingIsThere() throws IOException {
        var pack = new Pack();
        ObjectId folder = pack.tree("file", FileMode.REGULAR_FILE, pack.blob("content"));
        ObjectId first = pack.commit(pack.tree("folder", FileMode.TREE, folder));
        ObjectId second = pack.commit(pack.tree("link", FileMode.SYMLINK, pack.blob("folder")), first);
        ObjectId merge = pack.commit(pack.tree("elsewhere", FileMode.GITLINK, NOWHERE), first, second);
        ObjectId tag = pack.tag(pack.tag(merge, Constants.OBJ_COMMIT), Constants.OBJ_TAG);

        assertThat(pack.isComplete(merge, tag)).isTrue();
    }

    @Test
    void areNotCompleteWithoutATip() throws IOException {
        assertThat(new Pack().isComplete(NOWHERE)).isFalse();
    }

    @Test
    void areNotCompleteWithoutATreeOrWhatIsInIt() throws IOException {
        var rootless = new Pack();
        assertThat(rootless.isComplete(rootless.commit(NOWHERE))).isFalse();

        for (FileMode mode : List.of(FileMode.TREE, FileMode.REGULAR_FILE, FileMode.SYMLINK)) {
            var pack = new Pack();
            ObjectId commit = pack.commit(pack.tree("entry", mode, NOWHERE));
            assertThat(pack.isComplete(commit)).as("mode %s", mode).isFalse();
        }
    }

    @Test
    void areNotCompleteWithoutAParentOrWhatATagNames() throws IOException {
        var pack = new Pack();
        ObjectId tree = pack.tree("file", FileMode.REGULAR_FILE, pack.blob("content"));
        ObjectId whole = pack.commit(tree);
        assertThat(pack.isComplete(whole)).isTrue();
        assertThat(pack.isComplete(pack.commit(tree, whole, NOWHERE))).isFalse();

        var tagged = new Pack();
        assertThat(tagged.isComplete(tagged.tag(NOWHERE, Constants.OBJ_COMMIT))).isFalse();
    }

    @Test
    void areNotCompleteWhereAnObjectIsTakenForAnother() throws IOException {
        var pack = new Pack();
        ObjectId commit = pack.commit(pack.tree("file", FileMode.REGULAR_FILE, pack.blob("content")));

        assertThat(pack.isComplete(pack.commit(pack.tree("file", FileMode.REGULAR_FILE, commit))))
                .isFalse();
    }

    @Test
    void knowNothingOfWhatWasThereBefore() throws IOException {
        var pack = new Pack();
        ObjectId before = pack.insert(Constants.OBJ_TREE, new byte[0]);

        assertThat(pack.isComplete(before)).isFalse();
        assertThat(pack.isComplete(pack.commit(before))).isFalse();
    }

    @Test
    void giveUpWhereThereIsTooMuch() throws IOException {
        for (int most = 1; most <= 4; most++) {
            var pack = new Pack(most);
            ObjectId commit = pack.commit(pack.tree("file", FileMode.REGULAR_FILE, pack.blob("content")));

            assertThat(pack.isComplete(commit)).as("up to %d", most).isEqualTo(most >= 3);
        }
    }

    @Test
    void giveUpWhereIdsWereChosenToBeAlike() throws IOException {
        var pack = new Pack(Integer.MAX_VALUE);
        var tree = new ByteArrayOutputStream();
        for (int i = 0; i < 2_000; i++) {
            tree.writeBytes("100644 f%06d\0".formatted(i).getBytes(StandardCharsets.US_ASCII));
            byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
            ObjectId.fromString("deadbeef%032x".formatted(i)).copyRawTo(id, 0);
            tree.writeBytes(id);
        }

        pack.put(Constants.OBJ_TREE, tree.toByteArray());

        assertThat(pack.links.noted()).isZero();
    } // #9.1

    @Test
    void giveUpAtNonsense() throws IOException {
        for (String nonsense : List.of(
                "100644 file", "100644 file\0short", "10064x file\0" + "x".repeat(20), "0 f\0" + "x".repeat(20))) {
            var pack = new Pack();
            ObjectId tree = pack.put(Constants.OBJ_TREE, nonsense.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(pack.isComplete(tree)).as(nonsense).isFalse();
        }
    }

    @Test
    void reportWhereAttributesAre() throws IOException {
        var pack = new Pack();
        ObjectId attributes = pack.blob("*.bin filter=lfs");
        pack.tree(".gitattributes", FileMode.REGULAR_FILE, attributes);
        pack.tree(".gitattributes-not", FileMode.REGULAR_FILE, pack.blob("other"));
        pack.tree(".gitattributes", FileMode.TREE, NOWHERE);

        assertThat(pack.links.attributes()).containsExactly(attributes);
    }

    @Test
    void areNotedWhileAPackIsParsedAlsoOfDeltas() throws IOException {
        var source = new Pack();
        ObjectId tip = NOWHERE;
        for (int number = 0; number < 20; number++) {
            var tree = new TreeFormatter();
            for (int file = 0; file < 60; file++) {
                ObjectId content = source.blob("%d".formatted(file == number ? file + 100 : file));
                tree.append("file-%02d".formatted(file), FileMode.REGULAR_FILE, content);
            }
            ObjectId id = source.put(Constants.OBJ_TREE, tree.toByteArray());
            tip = number == 0 ? source.commit(id) : source.commit(id, tip);
        }

        var parsed = new Pack();
        parsed.parse(source.bytes(tip));

        assertThat(parsed.isComplete(tip)).isTrue();
    }

    /** A repository that receives objects, all of them recorded. */
    private static final class Pack {

        private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("links"));
        private final FsckRules.Check check = FsckRules.forSync().newCheck();
        private final PackLinks links;

        Pack() {
            this(1_000);
        }

        Pack(int most) {
            var left = new AtomicInteger(most);
            links = new PackLinks(bytes -> left.decrementAndGet() >= 0);
            check.note(links);
        }

        boolean isComplete(ObjectId... tips) throws IOException {
            try (ObjectReader reader = repository.newObjectReader()) {
                return links.areComplete(reader, List.of(tips));
            }
        }

        byte[] bytes(ObjectId tip) throws IOException {
            var bytes = new ByteArrayOutputStream();
            try (var writer = new PackWriter(repository)) {
                writer.setDeltaBaseAsOffset(true);
                writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(tip), Set.of());
                writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, bytes);
                assertThat(writer.getStatistics().getTotalDeltas()).isPositive();
            }
            return bytes.toByteArray();
        }

        void parse(byte[] pack) throws IOException {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
                parser.setObjectChecker(check);
                parser.parse(NullProgressMonitor.INSTANCE);
                inserter.flush();
            }
        }

        ObjectId blob(String content) throws IOException {
            return put(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.UTF_8));
        }

        ObjectId tree(String name, FileMode mode, ObjectId target) throws IOException {
            var tree = new TreeFormatter();
            tree.append(name, mode, target);
            return put(Constants.OBJ_TREE, tree.toByteArray());
        }

        ObjectId commit(ObjectId tree, ObjectId... parents) throws IOException {
            var commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setParentIds(parents);
            commit.setAuthor(ANN);
            commit.setCommitter(ANN);
            commit.setMessage("Change");
            return put(Constants.OBJ_COMMIT, commit.build());
        }

        ObjectId tag(ObjectId target, int type) throws IOException {
            var tag = new TagBuilder();
            tag.setObjectId(target, type);
            tag.setTag("v1");
            tag.setTagger(ANN);
            tag.setMessage("Version");
            return put(Constants.OBJ_TAG, tag.build());
        }

        ObjectId insert(int type, byte[] content) throws IOException {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId id = inserter.insert(type, content);
                inserter.flush();
                return id;
            }
        }

        ObjectId put(int type, byte[] content) throws IOException {
            ObjectId id = insert(type, content);
            check.check(id, type, content);
            return id;
        }
    }
}
