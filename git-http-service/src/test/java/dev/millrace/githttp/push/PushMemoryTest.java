package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.RefEdit;
import dev.millrace.git.write.UpdateOutcome;
import dev.millrace.git.write.WriteLimits;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.LongHistory;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.SigningKeys;
import dev.millrace.testing.HandmadePack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.dfs.DfsGarbageCollector;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ConnectivityChecker.ConnectivityCheckInfo;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.Test;

/** What pushes make the server walk: small packs that refer to a history that is long for the limits here. */
class PushMemoryTest {

    private static final PushLimits LIMITS =
            new PushLimits(1 << 20, 1 << 20, 3 << 20, 100, new WriteLimits(1 << 30, 1_000));
    private static final String REFUSAL = "the check of the history that the push refers to needs ";

    private final LongHistory repository = new LongHistory();
    private final Memory memory = new Memory();
    private final ReceivePush receivePush =
            new ReceivePush(LIMITS, FsckRules.forPush(), new SigningKeys(), Optional.empty(), Clock.systemUTC());

    @Test
    void walksLittleForABranchThatMovesToAnOldCommitOfAnother() throws IOException {
        ReceiveCommand moved = new ReceiveCommand(repository.pages(), repository.main(10), "refs/heads/pages");

        check(List.of(moved));

        assertThat(repository.opened()).isLessThan(50);
        assertThat(memory.most).isBetween(1L, 10_000L);
        assertThat(memory.taken).isZero();
        // with nothing known but the old value of the branch, it would open all commits and trees
        Connectivity.check(repository, List.of(repository.main(10)), List.of(repository.pages()));
        assertThat(repository.opened()).isGreaterThan(2 * (LongHistory.COMMITS - 20));
    }

    @Test
    void walksNothingForABranchThatMovesBack() throws IOException {
        check(List.of(new ReceiveCommand(repository.main(0), repository.main(10), "refs/heads/main")));

        assertThat(repository.opened()).isLessThan(50);
    }

    @Test
    void findsWhatIsMissingThoughOtherRefsAreKnown() throws IOException {
        ObjectId nowhere = ObjectId.fromString("1".repeat(40));
        ObjectId broken = repository.commit(nowhere, repository.main(10));

        for (ObjectId old : List.of(ObjectId.zeroId(), repository.pages(), repository.main(0))) {
            assertThatThrownBy(() -> check(List.of(new ReceiveCommand(old, broken, "refs/heads/any"))))
                    .isInstanceOfSatisfying(
                            MissingObjectException.class,
                            missing -> assertThat(missing.getObjectId()).isEqualTo(nowhere));
        }
    }

    @Test
    void refusesARefWhoseOldAndNewHistoriesTakeTooMuchToCompare() throws IOException {
        memory.limit = 200_000;

        String report = push(repository.pages(), repository.main(10), "refs/heads/pages");

        assertThat(report).contains("unpack ok").contains("ng refs/heads/pages " + REFUSAL);
        assertThat(repository.exactRef("refs/heads/pages").getObjectId()).isEqualTo(repository.pages());
        assertThat(memory.taken).isZero();
        assertThat(push(ObjectId.zeroId(), repository.main(10), "refs/heads/old"))
                .contains("ok refs/heads/old");
        memory.limit = Long.MAX_VALUE;
        assertThat(push(repository.pages(), repository.main(10), "refs/heads/pages"))
                .contains("ok refs/heads/pages");
        assertThat(memory.most).isBetween(LongHistory.COMMITS * 100L, LongHistory.COMMITS * 200L);
    }

    @Test
    void refusesAPushWhoseCheckTakesTooMuch() throws IOException {
        memory.limit = 100_000;

        String report = push(ObjectId.zeroId(), repository.main(1_500), "refs/heads/old");

        assertThat(report).contains("unpack error " + REFUSAL).contains("ng refs/heads/old");
        assertThat(repository.exactRef("refs/heads/old")).isNull();
        assertThat(memory.taken).isZero();
    }

    @Test
    void looksACommitUpInBitmaps() throws IOException {
        new DfsGarbageCollector(repository).pack(NullProgressMonitor.INSTANCE);
        memory.limit = 100_000; // without them, it is refused
        repository.opened();

        assertThat(push(ObjectId.zeroId(), repository.main(1_500), "refs/heads/old"))
                .contains("ok refs/heads/old");
        assertThat(repository.opened()).isLessThan(500);
    }

    @Test
    void refusesRefsThatTakeTooMuch() throws IOException {
        var listed = new ByteArrayOutputStream();
        memory.limit = 750; // suffices for the lines of the request, but not for two refs in addition

        String report = push(ObjectId.zeroId(), repository.main(1), "refs/heads/new");
        try (IncomingMemory one = memory.open()) {
            one.take(600, "something else");
            receivePush.advertise(repository, Set.of(), one, listed);
        }

        assertThat(report).contains("unpack the list of the repository's refs needs 200 bytes, the limit is 750");
        assertThat(listed.toString(StandardCharsets.UTF_8))
                .startsWith("001f# service=git-receive-pack\n0000")
                .endsWith("ERR the list of the repository's refs needs 200 bytes, the limit is 750");
        assertThat(memory.taken).isZero();
    }

    private void check(List<ReceiveCommand> commands) throws IOException {
        Set<ObjectId> haves = repository.getRefDatabase().getRefs().stream()
                .map(Ref::getObjectId)
                .collect(Collectors.toSet());
        var info = new ConnectivityCheckInfo();
        info.setRepository(repository);
        info.setCommands(commands);
        repository.opened();
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            info.setParser(inserter.newPackParser(new ByteArrayInputStream(new byte[0])));
            WalkMemory.charged(() -> memory.open(), () -> {
                new BoundedConnectivity().checkConnectivity(info, haves, NullProgressMonitor.INSTANCE);
                return true;
            });
        }
    }

    /** Pushes an empty pack, as git does if the server has everything. */
    private String push(ObjectId from, ObjectId to, String ref) throws IOException {
        var request = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(request);
        lines.writeString("%s %s %s\0report-status".formatted(from.name(), to.name(), ref));
        lines.end();
        request.writeBytes(new HandmadePack(0).finish());
        var caller = new Caller("acme", "test", Optional.empty(), Set.of(Scope.GIT_WRITE), List.of(), Instant.MAX);
        var report = new ByteArrayOutputStream();
        try (Session session = new Session()) {
            receivePush.receive(
                    session,
                    new Pusher(caller, RefNamespace.DEFAULT, Set.of()),
                    new ByteArrayInputStream(request.toByteArray()),
                    report);
        }
        return report.toString(StandardCharsets.UTF_8);
    }

    /** A memory that one push has for itself. */
    private static final class Memory {

        private long limit = Long.MAX_VALUE;
        private long taken;
        private long most;

        IncomingMemory open() {
            return new IncomingMemory() {
                private long held;

                @Override
                public void take(long bytes, String what) throws PackOverLimit {
                    if (held + bytes > limit) {
                        throw new PackOverLimit("%s needs %d bytes, the limit is %d".formatted(what, bytes, limit));
                    }
                    held += bytes;
                    taken += bytes;
                    most = Math.max(most, taken);
                }

                @Override
                public void close() {
                    taken -= held;
                    held = 0;
                }
            };
        }
    }

    private final class Session implements WriteSession {

        private final IncomingMemory own = memory.open();

        @Override
        public Repository repository() {
            return repository;
        }

        @Override
        public long packBytes() {
            return 0;
        }

        @Override
        public PackLinks newPackLinks() {
            return new PackLinks(bytes -> true);
        }

        @Override
        public void takeMemory(long bytes, String what) throws PackOverLimit, PackMemoryBusy {
            own.take(bytes, what);
        }

        @Override
        public IncomingMemory openMemory() {
            return memory.open();
        }

        @Override
        public void announceWith(List<String> pushOptions) {
            // there are no events
        }

        @Override
        public UpdateOutcome update(List<RefEdit> edits, Optional<String> newHead, boolean atomic) {
            throw new UnsupportedOperationException("JGit moves the refs");
        }

        @Override
        public void close() {
            own.close();
        }
    }
}
