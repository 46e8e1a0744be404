package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.LongHistory;
import dev.millrace.githttp.admission.PackingMemory;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.internal.storage.dfs.DfsGarbageCollector;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.Test;

class ServeFetchTest {

    private static final FetchLimits LIMITS = new FetchLimits(1_000, 1_000);
    private static final Set<String> VERSION_2 = Set.of("version=2");

    private static final int OBJECTS = 5_000;

    /** Memory that suffices for one step of a charge. */
    private static final long LITTLE = 180_000;

    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("test"));
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    @Test
    void informsTheClientThatItFailedInTheMiddleOfAPack() throws IOException {
        ObjectId broken = commitWithoutItsTree();

        FetchOutcome outcome = serve(request("want " + broken.name(), "done"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        FetchOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(MissingObjectException.class));
        assertThat(text()).contains("packfile").contains("\u0003").endsWith("internal server error");
    }

    @Test
    void informsTheClientWhichWantItMayNotHave() throws IOException {
        String unknown = "1".repeat(40);

        FetchOutcome outcome = serve(request("want " + unknown, "done"));

        assertThat(outcome).isInstanceOf(FetchOutcome.Refused.class);
        assertThat(text()).contains("ERR want " + unknown + " not valid");
    }

    @Test
    void offersWhatItCan() {
        String offered = new String(FetchAdvertisement.capabilities(false), StandardCharsets.ISO_8859_1);

        assertThat(offered)
                .startsWith("001e# service=git-upload-pack\n0000000eversion 2\n")
                .contains("ls-refs=unborn\n")
                .contains("fetch=shallow wait-for-done filter ref-in-want\n")
                .contains("object-info\n")
                .doesNotContain("bundle-uri")
                .endsWith("0000");
    }

    @Test
    void offersBundlesWhereThereAreSome() {
        assertThat(new String(FetchAdvertisement.capabilities(true), StandardCharsets.ISO_8859_1))
                .contains("000fbundle-uri\n");
    }

    @Test
    void reportsWhichFiltersItHas() {
        assertThatThrownBy(() -> FetchRequest.read(VERSION_2, request("filter object:type=tree", "done"), LIMITS))
                .isInstanceOf(PackProtocolException.class)
                .hasMessageContaining("the filter 'object:type=tree' is not supported here; blob:none,");
    }

    @Test
    void advertisesInVersionZeroWhatJGitDoes() throws IOException {
        ObjectId main = commitWithoutItsTree();
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (UploadPack pack = new UploadPack(repository)) {
            pack.setBiDirectionalPipe(false);
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(theirs)), "git-upload-pack");
        }

        FetchAdvertisement.advertise(repository, Set.of(), answer);

        assertThat(capabilitiesOf(text())).containsAll(capabilitiesOf(theirs.toString(StandardCharsets.ISO_8859_1)));
        assertThat(text()).contains(main.name() + " refs/heads/main\0").endsWith("\n0000");
    }

    @Test
    void advertisesEveryFormOfShallowFetchInVersionZero() throws IOException { // #9.14
        commitWithoutItsTree();

        FetchAdvertisement.advertise(repository, Set.of(), answer);

        assertThat(capabilitiesOf(text())).contains("shallow", "deepen-since", "deepen-not", "deepen-relative");
    }

    @Test
    void keepsProgressFromAQuietClientAndSendsThePack() throws IOException {
        ObjectId main = commit(Constants.EMPTY_TREE_ID);

        FetchOutcome outcome = serve(request("want " + main.name(), "no-progress", "done"));

        assertThat(outcome).isInstanceOf(FetchOutcome.PackSent.class);
        assertThat(text()).startsWith("000dpackfile\n").contains("\u0001PACK").doesNotContain("objects");
    }

    private static List<String> capabilitiesOf(String advertisement) {
        String first = advertisement
                .lines()
                .filter(line -> line.indexOf('\0') >= 0)
                .findFirst()
                .orElseThrow();
        return Arrays.stream(first.substring(first.indexOf('\0') + 1).strip().split(" "))
                .filter(capability -> !capability.startsWith("agent="))
                .toList();
    }

    @Test
    void refusesAPackThatNeedsMoreMemoryThanThereIs() throws IOException { // #9.5
        ObjectId main = commitOfFiles(OBJECTS);
        PackingMemory small = memory(LITTLE);

        FetchOutcome outcome = serve(request("want " + main.name(), "done"), small);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        FetchOutcome.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("more than the 135000 bytes of memory that a pack may take here"));
        assertThat(text())
                .startsWith("000dpackfile\n")
                .contains("\u0003the objects of this fetch")
                .doesNotContain("PACK");
        assertThat(small.taken()).isZero();
    }

    @Test
    void reportsTheRefusalOfAPackToAClientWithoutSideBand() throws IOException { // #9.5
        ObjectId main = commitOfFiles(OBJECTS);

        FetchOutcome outcome = serve(early("want " + main.name() + "\n", "done\n"), memory(LITTLE));

        assertThat(outcome).isInstanceOf(FetchOutcome.Refused.class);
        // not after "NAK", where the client expects a pack: see packet_reader_read() in git's fetch-pack.c
        assertThat(text().substring(4)).startsWith("ERR the objects of this fetch would take more than");
    }

    @Test
    void sendsAPackToAClientWithoutSideBand() throws IOException {
        ObjectId main = commitOfFiles(10);

        FetchOutcome outcome = serve(early("want " + main.name() + "\n", "done\n"), memory(100_000_000));

        assertThat(outcome).isInstanceOf(FetchOutcome.PackSent.class);
        assertThat(text()).startsWith("0008NAK\nPACK");
    }

    @Test
    void refusesARequestThatNamesMoreThanThereIsMemoryFor() throws IOException { // #9.5
        ObjectId main = commit(Constants.EMPTY_TREE_ID);
        PackingMemory small = memory(1000);

        FetchOutcome outcome = serve(request("want " + main.name(), "done"), small);

        assertThat(outcome).isInstanceOf(FetchOutcome.Refused.class);
        assertThat(text().substring(4)).startsWith("ERR the objects of this fetch would take more than the 750 bytes");
        assertThat(small.taken()).isZero();
    }

    @Test
    void refusesANegotiationThatWalksTooMuch() throws IOException { // #9.5
        LongHistory history = new LongHistory();
        ObjectId first = history.main(LongHistory.COMMITS - 1);
        byte[] request = request("want " + history.main(0).name(), "have " + first.name());
        PackingMemory enough = memory(10_000_000);
        PackingMemory small = memory(LITTLE);

        assertThat(serve(history, request, enough)).isInstanceOf(FetchOutcome.PackSent.class);
        answer.reset();
        FetchOutcome outcome = serve(history, request, small);

        assertThat(outcome).isInstanceOf(FetchOutcome.Refused.class);
        assertThat(text()).contains("ERR the objects of this fetch would take more than the 135000 bytes");
        assertThat(small.taken()).isZero();
        assertThat(enough.taken()).isZero();
    }

    private FetchOutcome serve(Repository history, byte[] request, PackingMemory memory) throws IOException {
        try (PackingMemory.Charge charge = memory.begin("team", BooleanSupplier::getAsBoolean)) {
            return new ServeFetch(Duration.ofSeconds(5))
                    .serve(history, FetchRequest.read(VERSION_2, request, LIMITS), charge, answer);
        }
    }

    /** A request in protocol version 0. */
    private static byte[] early(String want, String done) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.writeString(want);
        packets.end();
        packets.writeString(done);
        return bytes.toByteArray();
    }

    @Test
    void chargesObjectsThatABitmapNames() throws IOException { // #9.5
        ObjectId old = commit(Constants.EMPTY_TREE_ID);
        ObjectId main = commitOfFiles(OBJECTS);
        new DfsGarbageCollector(repository).pack(NullProgressMonitor.INSTANCE);
        assertThat(repository.getObjectDatabase().getPacks())
                .anySatisfy(pack -> assertThat(pack.getPackDescription().hasFileExt(PackExt.BITMAP_INDEX))
                        .isTrue());
        byte[] request = request("want " + main.name(), "have " + old.name(), "done");

        assertThat(serve(request, memory(OBJECTS * 125L)))
                .isInstanceOfSatisfying(
                        FetchOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("bytes of memory that a pack may take here"));
        assertThat(text()).doesNotContain("PACK");
    }

    @Test
    void holdsOnlyTheEntriesOfAPackWhileItIsSent() throws IOException { // #9.5
        ObjectId main = commitOfFiles(OBJECTS);
        PackingMemory memory = memory(100_000_000);
        List<Long> held = new ArrayList<>();
        OutputStream client = new FilterOutputStream(answer) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (new String(bytes, offset, length, StandardCharsets.ISO_8859_1).contains("PACK")) {
                    held.add(memory.taken());
                }
                out.write(bytes, offset, length);
            }
        };

        FetchOutcome outcome = serve(request("want " + main.name(), "done"), memory, client);

        assertThat(outcome).isInstanceOf(FetchOutcome.PackSent.class);
        assertThat(held)
                .isNotEmpty()
                .allSatisfy(bytes -> assertThat(bytes).isBetween(OBJECTS * 125L, OBJECTS * 125L + 256 * 1024));
        assertThat(memory.taken()).isZero();
    }

    /** The client decides how long that takes, and what JGit has walked hangs on its stack. */
    @Test
    void hasLeftTheNegotiationWhenAPackIsSent() throws IOException { // #9.5
        ObjectId main = commitOfFiles(1);
        List<StackTraceElement> callers = new ArrayList<>();
        OutputStream client = new FilterOutputStream(answer) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (new String(bytes, offset, length, StandardCharsets.ISO_8859_1).contains("PACK")) {
                    callers.addAll(List.of(Thread.currentThread().getStackTrace()));
                }
                out.write(bytes, offset, length);
            }
        };

        serve(request("want " + main.name(), "done"), memory(1_000_000), client);

        assertThat(callers)
                .isNotEmpty()
                .extracting(StackTraceElement::getClassName)
                .doesNotContain(UploadPack.class.getName());
    }

    private FetchOutcome serve(byte[] request) throws IOException {
        return serve(request, memory(1_000_000));
    }

    private FetchOutcome serve(byte[] request, PackingMemory memory) throws IOException {
        return serve(request, memory, answer);
    }

    private FetchOutcome serve(byte[] request, PackingMemory memory, OutputStream client) throws IOException {
        Set<String> protocol =
                new String(request, StandardCharsets.US_ASCII).contains("command=") ? VERSION_2 : Set.of();
        try (PackingMemory.Charge charge = memory.begin("team", BooleanSupplier::getAsBoolean)) {
            return new ServeFetch(Duration.ofSeconds(5))
                    .serve(repository, FetchRequest.read(protocol, request, LIMITS), charge, client);
        }
    }

    private static PackingMemory memory(long bytes) {
        return new PackingMemory(bytes, Duration.ZERO);
    }

    private ObjectId commitOfFiles(int files) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter tree = new TreeFormatter();
            for (int i = 0; i < files; i++) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, ("file " + i).getBytes(StandardCharsets.US_ASCII));
                tree.append("%06d".formatted(i), FileMode.REGULAR_FILE, blob);
            }
            ObjectId id = inserter.insert(tree);
            inserter.flush();
            return commit(id);
        }
    }

    private ObjectId commitWithoutItsTree() throws IOException {
        return commit(ObjectId.fromString("2".repeat(40)));
    }

    private ObjectId commit(ObjectId tree) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            inserter.insert(Constants.OBJ_TREE, new byte[0]);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setMessage("broken");
            commit.setAuthor(new PersonIdent("A", "a@example.com", 1_700_000_000_000L, 0));
            commit.setCommitter(commit.getAuthor());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/main");
            update.setNewObjectId(id);
            assertThat(update.forceUpdate()).isIn(RefUpdate.Result.NEW, RefUpdate.Result.FORCED);
            return id;
        }
    }

    private static byte[] request(String... arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PacketLineOut packets = new PacketLineOut(bytes);
        packets.writeString("command=fetch\n");
        packets.writeDelim();
        for (String argument : arguments) {
            packets.writeString(argument + "\n");
        }
        packets.end();
        return bytes.toByteArray();
    }

    private String text() {
        return answer.toString(StandardCharsets.ISO_8859_1);
    }
}
