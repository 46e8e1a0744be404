package dev.millrace.git.dfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.git.check.Cancellation;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.PackLimits;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.objectstore.DirectoryObjectStore;
import dev.millrace.testing.HandmadePack;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What packs from outside can make a process allocate. The limits here are small, so that the attacks are, too. */
class IncomingPackTest {

    private static final int MIB = 1 << 20;
    private static final PackLimits LIMITS = new PackLimits(16 * MIB, 256 << 10, Duration.ZERO);

    @TempDir
    Path directory;

    private final PackMemory memory = new PackMemory(LIMITS);
    private @Nullable StagedObjects opened;

    @BeforeEach
    void open() throws IOException {
        opened = session();
    }

    @AfterEach
    void close() {
        objects().drop();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void believesInNoObjectsThatTheBytesCannotHold() throws IOException {
        byte[] pack = new HandmadePack(0x7ffffff0L).finish();

        assertThat(pack).hasSize(32);
        assertThatThrownBy(() -> parse(pack)).isInstanceOf(PackOverLimit.class).hasMessageContaining("2147483632");
        assertThatThrownBy(() -> parse(new HandmadePack(0xffffffffL).finish()))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("4294967295");
        assertThatThrownBy(() -> parse(new HandmadePack(100_000).finish()))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("announces 100000 objects");
        assertNothingIsLeft();
    } // #9.1

    @Test
    void readsAPackWhoseObjectsAreAsSmallAsCanBe() throws IOException {
        var pack = new HandmadePack(5000);
        for (int i = 0; i < 5000; i++) {
            pack.object(Constants.OBJ_BLOB, new byte[0]);
        }

        parse(pack.finish());

        assertThat(objects().staged()).hasSize(1);
    } // #9.1

    @Test
    void countsEntriesOfObjectsThatAreReallyThere() throws IOException {
        var pack = new HandmadePack(190_000);
        for (int i = 0; i < 190_000; i++) {
            pack.object(Constants.OBJ_BLOB, new byte[0]);
        }
        byte[] bytes = pack.finish();

        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(PackOverLimit.class).hasMessageContaining("190000 objects");
        assertNothingIsLeft();
    } // #9.1

    @Test
    void inflatesNoTreeCommitOrTagThatIsLargerThanTheLimit() throws IOException {
        for (int type : new int[] {Constants.OBJ_TREE, Constants.OBJ_COMMIT, Constants.OBJ_TAG}) {
            byte[] pack = new HandmadePack(1).zeros(type, 40 * MIB).finish();

            assertThat(allocated(() -> assertThatThrownBy(() -> parse(pack))
                            .isInstanceOf(PackOverLimit.class)
                            .hasMessageContaining("%d bytes", 40 * MIB)))
                    .isLessThan(8 * MIB);
        }
        assertNothingIsLeft();
    } // #9.1

    @Test
    void appliesNoDeltaWhoseResultIsATreeLargerThanTheLimit() throws IOException {
        byte[] base = tree(6000);
        var pack = new HandmadePack(2);
        int at = pack.position();
        byte[] bytes = pack.object(Constants.OBJ_TREE, base)
                .delta(at, HandmadePack.copies(base.length, 3))
                .finish();

        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(PackOverLimit.class).hasMessageContaining("tree");
        assertNothingIsLeft();
    } // #9.1

    @Test
    void takesTheMemoryOfBasesAndResultsBeforeAllocatingThem() throws IOException {
        var pack = new HandmadePack(2);
        int at = pack.position();
        byte[] bytes = pack.zeros(Constants.OBJ_BLOB, 2 * MIB)
                .delta(at, HandmadePack.copies(2 * MIB, 32))
                .finish();

        assertThat(bytes.length).isLessThan(64 << 10);
        assertThat(allocated(() -> assertThatThrownBy(() -> parse(bytes))
                        .isInstanceOf(PackOverLimit.class)
                        .hasMessageContaining("result of %d bytes", 64 * MIB)))
                .isLessThan(16 * MIB);
        assertNothingIsLeft();
    } // #9.1

    @Test
    void countsTheBasesThatAChainOfDeltasKeeps() throws IOException {
        // each object has two deltas on it, so that none can be released before the deepest was resolved
        int depth = 20;
        var pack = new HandmadePack(2 * depth + 1);
        int base = pack.position();
        pack.zeros(Constants.OBJ_BLOB, MIB);
        byte[] text = HandmadePack.text(MIB, "leaf");
        byte[] copy = HandmadePack.copies(MIB, 1);
        for (int i = 0; i < depth; i++) {
            int next = pack.position();
            pack.delta(base, copy);
            pack.delta(base, text);
            base = next;
        }
        byte[] bytes = pack.finish();

        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(PackOverLimit.class);
        assertNothingIsLeft();
    } // #9.1

    @Test
    void resolvesALongChainOfDeltasThatKeepsTwoObjectsAtATime() throws IOException {
        int depth = 40;
        var pack = new HandmadePack(depth + 1);
        int base = pack.position();
        pack.zeros(Constants.OBJ_BLOB, MIB);
        byte[] copy = HandmadePack.copies(MIB, 1);
        for (int i = 0; i < depth; i++) {
            int next = pack.position();
            pack.delta(base, copy);
            base = next;
        }

        parse(pack.finish());

        assertThat(objects().staged()).hasSize(1);
    } // #9.1

    @Test
    void takesTheMemoryForBasesThatAreStoredAlready() throws IOException {
        ObjectId stored;
        try (ObjectInserter inserter = objects().newInserter()) {
            stored = inserter.insert(Constants.OBJ_BLOB, new byte[6 * MIB]);
            inserter.flush();
        }
        byte[] thin = new HandmadePack(1)
                .delta(stored.name(), HandmadePack.text(6 * MIB, "small"))
                .finish();

        assertThatThrownBy(() -> parse(thin))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("a stored object of %d bytes", 6 * MIB);
    } // #9.1

    @Test
    void appliesADeltaToABaseThatIsStoredAlready() throws IOException {
        byte[] content = "the base".getBytes(StandardCharsets.UTF_8);
        ObjectId stored;
        try (ObjectInserter inserter = objects().newInserter()) {
            stored = inserter.insert(Constants.OBJ_BLOB, content);
            inserter.flush();
        }

        parse(new HandmadePack(1)
                .delta(stored.name(), HandmadePack.text(content.length, "the result"))
                .finish());

        try (var ids = new ObjectInserter.Formatter();
                var reader = objects().newReader()) {
            ObjectId result = ids.idFor(Constants.OBJ_BLOB, "the result".getBytes(StandardCharsets.UTF_8));
            assertThat(reader.open(result).getBytes()).asString().isEqualTo("the result");
        }
    } // #9.1

    @Test
    void streamsABlobThatIsLargerThanTheMemory() throws IOException {
        byte[] pack = new HandmadePack(1).zeros(Constants.OBJ_BLOB, 64 * MIB).finish();

        assertThat(allocated(() -> parse(pack))).isLessThan(8 * MIB);

        assertThat(objects().staged()).hasSize(1);
    } // #9.1

    @Test
    void letsNoPackUseTheMemoryThatAnotherHolds() throws IOException {
        PackMemory.Share other = memory.open("other");
        other.take(6 * MIB, "another pack");
        PackMemory.Share third = memory.open("third");
        third.take(6 * MIB, "another pack");
        var pack = new HandmadePack(2);
        int at = pack.position();
        byte[] large = pack.zeros(Constants.OBJ_BLOB, 2 * MIB)
                .delta(at, HandmadePack.text(2 * MIB, "leaf"))
                .finish();

        assertThatThrownBy(() -> parse(large)).isInstanceOf(PackMemoryBusy.class);
        var small = new HandmadePack(2);
        int begin = small.position();
        parse(small.object(Constants.OBJ_BLOB, "base".getBytes(StandardCharsets.UTF_8))
                .delta(begin, HandmadePack.text(4, "result"))
                .finish());

        assertThat(objects().staged()).hasSize(1);
        other.close();
        third.close();
    } // #9.1

    @Test
    void rejectsADeltaWhoseResultIsLargerThanAnObjectMayBe() {
        var pack = new HandmadePack(2);
        int at = pack.position();
        byte[] bytes = pack.zeros(Constants.OBJ_BLOB, MIB)
                .delta(at, HandmadePack.copies(MIB, 3))
                .finish();

        assertThatThrownBy(() -> parse(bytes, 2 * MIB)).isInstanceOf(TooLargeObjectInPackException.class);
    } // #9.1

    @Test
    void rejectsDeltaBasesWithChosenIds() {
        var pack = new HandmadePack(1000);
        for (int i = 0; i < 1000; i++) {
            pack.delta("deadbeef%032x".formatted(i), HandmadePack.text(1, "x"));
        }

        assertThatThrownBy(() -> parse(pack.finish()))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("deadbeef");
    } // #9.1

    @Test
    void reportsMalformedSizesAndOffsetsAsACorruptPack() {
        byte[] endless = new HandmadePack(1).finish();
        byte[] sizes = Arrays.copyOf(endless, 300);
        Arrays.fill(sizes, 12, 300, (byte) 0xbf);
        var before = new HandmadePack(1);
        before.delta(0, HandmadePack.text(1, "x"));
        var backwards = new HandmadePack(1);
        backwards.delta(-4000, HandmadePack.text(1, "x"));
        var wrongBase = new HandmadePack(2);
        int at = wrongBase.position();
        wrongBase.object(Constants.OBJ_BLOB, new byte[] {'a'}).delta(at, HandmadePack.copies(100, 1));
        var noSizes = new HandmadePack(2);
        int base = noSizes.position();
        noSizes.object(Constants.OBJ_BLOB, new byte[] {'a'}).delta(base, new byte[] {(byte) 0x80});

        for (byte[] pack : List.of(sizes, backwards.finish(), wrongBase.finish(), noSizes.finish())) {
            assertThatThrownBy(() -> parse(pack)).isInstanceOf(CorruptObjectException.class);
        }
        assertThatThrownBy(() -> parse(before.finish())).isInstanceOf(IOException.class);
    } // #9.1

    @Test
    void stopsReceivingWhenTheCallerHasLeft() throws IOException {
        var pack = new HandmadePack(1000);
        for (int i = 0; i < 1000; i++) {
            pack.object(Constants.OBJ_BLOB, new byte[0]);
        }
        var receiving = new Counting();

        assertThatThrownBy(() -> parseUntil(receiving, 3, pack.finish(), receiving, NullProgressMonitor.INSTANCE))
                .isInstanceOf(CancellationException.class);
        assertThat(receiving.completed).isLessThan(5);
        assertNothingIsLeft();
    } // #9.2

    @Test
    void stopsResolvingDeltasWhenTheCallerHasLeft() throws IOException {
        byte[] content = "the base".getBytes(StandardCharsets.UTF_8);
        var chain = new HandmadePack(101);
        int base = chain.position();
        chain.object(Constants.OBJ_BLOB, content);
        for (int i = 0; i < 100; i++) {
            int next = chain.position();
            chain.delta(base, HandmadePack.copies(content.length, 1));
            base = next;
        }
        var pairs = new HandmadePack(200);
        for (int i = 0; i < 100; i++) {
            int whole = pairs.position();
            byte[] text = "base %03d".formatted(i).getBytes(StandardCharsets.UTF_8);
            pairs.object(Constants.OBJ_BLOB, text);
            pairs.delta(whole, HandmadePack.copies(text.length, 2));
        }

        for (byte[] pack : List.of(chain.finish(), pairs.finish())) {
            var resolving = new Counting();
            assertThatThrownBy(() -> parseUntil(resolving, 3, pack, NullProgressMonitor.INSTANCE, resolving))
                    .isInstanceOf(CancellationException.class);
            assertThat(resolving.completed).isLessThan(5);
            assertNothingIsLeft();
        }
    } // #9.2

    /** Parses for a caller that disconnects once this much of a task is done. */
    private void parseUntil(Counting task, int done, byte[] pack, ProgressMonitor receiving, ProgressMonitor resolving)
            throws IOException {
        Runnable check = () -> {
            if (task.completed >= done) {
                throw new CancellationException("the caller has left");
            }
        };
        try (ObjectInserter inserter = objects().newInserter()) {
            PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
            parser.setAllowThin(true);
            Cancellation.during(check, () -> parser.parse(receiving, resolving));
        }
    }

    private static final class Counting extends EmptyProgressMonitor {
        private int completed;

        @Override
        public void update(int more) {
            completed += more;
        }
    }

    private StagedObjects objects() {
        return java.util.Objects.requireNonNull(opened);
    }

    private StagedObjects session() throws IOException {
        RepositoryView view = RepositoryView.of(UUID.randomUUID());
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        return new StagedObjects(
                view,
                DirectoryObjectStore.open(directory.resolve("packs")),
                List::of,
                scratch,
                Clock.systemUTC(),
                memory,
                "team");
    }

    private void parse(byte[] pack) throws IOException {
        parse(pack, 0);
    }

    private void parse(byte[] pack, long mostBytes) throws IOException {
        try (ObjectInserter inserter = objects().newInserter()) {
            PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
            parser.setAllowThin(true);
            parser.setMaxObjectSizeLimit(mostBytes);
            parser.setObjectChecker(FsckRules.forSync().newCheck());
            parser.parse(NullProgressMonitor.INSTANCE);
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(objects().staged()).isEmpty();
        try (var files = Files.list(directory.resolve("scratch"))) {
            assertThat(files).isEmpty();
        }
    }

    /** Bytes that this thread allocates meanwhile. */
    private static long allocated(Action action) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] tree(int files) {
        var tree = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < files; i++) {
            tree.writeBytes("100644 f%06d\0".formatted(i).getBytes(StandardCharsets.US_ASCII));
            tree.writeBytes(new byte[20]);
        }
        return tree.toByteArray();
    }

    private interface Action {
        void run() throws IOException;
    }
}
