package dev.millrace.git.check;

import static dev.millrace.git.StorageFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.GitStorage;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.check.Connectivity.Outcome;
import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;

class ConnectivityIT {

    private static final ObjectId NOWHERE = ObjectId.fromString("1".repeat(40));

    private final GitStorage storage = StorageFixture.shared().open();
    private final UUID id = StorageFixture.newRepository(storage);

    @Test
    void passesWhatIsComplete() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId first = commit(session.repository(), "first");
            ObjectId second = commit(session.repository(), "second", first);
            ObjectId tag = StorageFixture.tag(session.repository(), "v1", second);

            assertThat(Connectivity.check(session.repository(), List.of(second, tag), List.of()))
                    .isEqualTo(new Outcome.Connected());
            assertThat(Connectivity.check(session.repository(), List.of(second), List.of(first)))
                    .isEqualTo(new Outcome.Connected());
        }
    }

    @Test
    void namesTheFirstObjectThatIsMissing() throws IOException {
        try (WriteSession session = StorageFixture.write(storage, id)) {
            Repository repository = session.repository();
            ObjectId tip = commitOf(repository, treeOf(repository, NOWHERE));
            ObjectId child = commit(repository, "child", tip);
            ObjectId orphan = commitOf(repository, NOWHERE);

            for (ObjectId broken : List.of(tip, child, orphan, NOWHERE)) {
                assertThat(Connectivity.check(repository, List.of(broken), List.of()))
                        .isInstanceOfSatisfying(
                                Outcome.Broken.class,
                                outcome -> assertThat(outcome.object()).isEqualTo(NOWHERE));
            }
        }
    }

    @Test
    void endsEarlyWhenTheCallerHasLeft() throws IOException { // #9.2
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId first = commit(session.repository(), "first");
            ObjectId second = commit(session.repository(), "second", first);
            var left = new IllegalStateException("the caller has left");
            var read = new AtomicInteger();

            assertThatThrownBy(() -> Cancellation.during(
                            () -> {
                                if (read.incrementAndGet() > 1) {
                                    throw left;
                                }
                            },
                            () -> Connectivity.check(session.repository(), List.of(second), List.of())))
                    .isSameAs(left);
            assertThat(Cancellation.suspended(
                            () -> Connectivity.check(session.repository(), List.of(second), List.of())))
                    .isEqualTo(new Outcome.Connected());
        }
    }

    @Test
    void chargesWhatItWalks() throws IOException { // #9.5
        try (WriteSession session = StorageFixture.write(storage, id)) {
            ObjectId first = commit(session.repository(), "first");
            ObjectId second = commit(session.repository(), "second", first);
            // two commits with their trees, one of them as a parent, and two files
            int needed = 2 * WalkMemory.OBJECT_BYTES + WalkMemory.COMMIT_BYTES + 2 * WalkMemory.OBJECT_BYTES;

            assertThat(checkWith(needed, session, second)).isEqualTo(new Outcome.Connected());
            assertThat(checkWith(needed - 1, session, second))
                    .isInstanceOfSatisfying(
                            Outcome.Broken.class,
                            outcome -> assertThat(outcome.reason())
                                    .isEqualTo("the check of the history that the push refers to needs 48 bytes"));
        }
    }

    private static Outcome checkWith(int bytes, WriteSession session, ObjectId tip) {
        var left = new AtomicInteger(bytes);
        IncomingMemory memory = new IncomingMemory() {
            @Override
            public void take(long more, String what) throws PackMemoryBusy {
                if (left.addAndGet((int) -more) < 0) {
                    throw new PackMemoryBusy("%s needs %d bytes".formatted(what, more));
                }
            }

            @Override
            public void close() {
                left.set(bytes);
            }
        };
        return WalkMemory.charged(
                () -> memory, () -> Connectivity.check(session.repository(), List.of(tip), List.of()));
    }

    private static ObjectId treeOf(Repository repository, ObjectId blob) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append("file", FileMode.REGULAR_FILE, blob);
            ObjectId id = inserter.insert(tree);
            inserter.flush();
            return id;
        }
    }

    private static ObjectId commitOf(Repository repository, ObjectId tree) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setAuthor(new PersonIdent("Ada", "ada@example.org"));
            commit.setCommitter(new PersonIdent("Ada", "ada@example.org"));
            commit.setMessage(Constants.HEAD);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }
}
