package dev.millrace.githttp.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.push.UpstreamPush;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.Test;

class UpstreamPackTest {

    private static final String MAIN = "refs/heads/main";

    private static ObjectId commit(Repository git, String text, ObjectId... parents) throws IOException {
        try (ObjectInserter inserter = git.newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append(
                    "a",
                    FileMode.REGULAR_FILE,
                    inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8)));
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            commit.setParentIds(parents);
            commit.setAuthor(new PersonIdent("Eve", "eve@example.com"));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage(text);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    private static long objects(byte[] pack) throws IOException {
        try (Repository there = new InMemoryRepository(new DfsRepositoryDescription("there"));
                ObjectInserter inserter = there.newObjectInserter()) {
            PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
            parser.parse(NullProgressMonitor.INSTANCE);
            return parser.getObjectCount();
        }
    }

    @Test
    void sendsOnlyWhatTheUpstreamLacks() throws IOException {
        try (Repository git = new InMemoryRepository(new DfsRepositoryDescription("staged"))) {
            ObjectId first = commit(git, "1");
            ObjectId second = commit(git, "2", first);
            var upstream = new Recorded(Map.of(MAIN, first));

            UpstreamPack.write(git, List.of(new ReceiveCommand(first, second, MAIN)), upstream);

            assertThat(objects(upstream.sent.toByteArray())).isEqualTo(3);
        }
    }

    @Test
    void sendsAnEmptyPackForABranchAtACommitThatIsThere() throws IOException {
        try (Repository git = new InMemoryRepository(new DfsRepositoryDescription("staged"))) {
            ObjectId first = commit(git, "1");
            ObjectId second = commit(git, "2", first);
            var upstream =
                    new Recorded(Map.of(MAIN, second, "refs/heads/unknown", ObjectId.fromString("1".repeat(40))));

            UpstreamPack.write(git, List.of(new ReceiveCommand(ObjectId.zeroId(), first, "refs/heads/x")), upstream);

            assertThat(objects(upstream.sent.toByteArray())).isZero();
        }
    }

    /** An upstream that keeps what it is sent. */
    private static final class Recorded implements UpstreamPush {

        private final Map<String, ObjectId> tips;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Recorded(Map<String, ObjectId> tips) {
            this.tips = tips;
        }

        @Override
        public Map<String, Ref> refs() {
            return tips.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            tip -> new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, tip.getKey(), tip.getValue())));
        }

        @Override
        public Optional<String> problemWith(ReceiveCommand command) {
            return Optional.empty();
        }

        @Override
        public void fetchMissing() {}

        @Override
        public void begin(Order order) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sent.write(bytes, offset, length);
        }

        @Override
        public void finish(List<ReceiveCommand> commands, OutputStream words) {}

        @Override
        public void close() {}
    }
}
