package dev.millrace.git.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;

class BoundedObjectWalkTest {

    private final InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("walked"));

    @Test
    void followsTreesThatAreSmallTogether() throws IOException {
        assertThat(walk(nested(100, "d"), 1 << 20)).isEqualTo(102);
    }

    @Test
    void endsWhereTheTreesOnAPathAreTooLargeTogether() throws IOException {
        ObjectId commit = nested(100, "d".repeat(1000));

        assertThat(walk(commit, 200_000)).isEqualTo(102);
        assertThatThrownBy(() -> walk(commit, 50_000))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("the limit is 50000");
    } // #9.1

    @Test
    void endsWhereTreesAreNestedTooDeep() throws IOException {
        ObjectId commit = nested(BoundedObjectWalk.DEEPEST + 10, "d");

        assertThatThrownBy(() -> walk(commit, Long.MAX_VALUE))
                .isInstanceOf(PackOverLimit.class)
                .hasMessageContaining("more than 2048 deep");
        assertThat(Connectivity.check(repository, List.of(commit), List.of()))
                .isInstanceOf(Connectivity.Outcome.Broken.class);
    } // #9.1

    @Test
    void forgetsTheTreesOfAPathThatItLeft() throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var root = new TreeFormatter();
            for (int i = 0; i < 50; i++) {
                var side = new TreeFormatter();
                side.append("f%02d".formatted(i) + "x".repeat(1000), FileMode.REGULAR_FILE, blob(inserter));
                root.append("s%02d".formatted(i), FileMode.TREE, inserter.insert(side));
            }
            ObjectId commit = commit(inserter, inserter.insert(root));
            inserter.flush();

            assertThat(walk(commit, 5_000)).isEqualTo(52);
        }
    } // #9.1

    private int walk(ObjectId commit, long most) throws IOException {
        int objects = 0;
        try (var walk = BoundedObjectWalk.of(repository, most)) {
            walk.markStart(walk.parseCommit(commit));
            while (walk.next() != null) {
                // one
            }
            while (walk.nextObject() != null) {
                objects++;
            }
        }
        return objects;
    }

    private ObjectId nested(int depth, String name) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append("file", FileMode.REGULAR_FILE, blob(inserter));
            ObjectId inner = inserter.insert(tree);
            for (int i = 0; i < depth; i++) {
                var outer = new TreeFormatter();
                outer.append(name, FileMode.TREE, inner);
                inner = inserter.insert(outer);
            }
            ObjectId commit = commit(inserter, inner);
            inserter.flush();
            return commit;
        }
    }

    private static ObjectId blob(ObjectInserter inserter) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
    }

    private static ObjectId commit(ObjectInserter inserter, ObjectId tree) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        var ident = new PersonIdent("A", "a@example.org", Instant.EPOCH, ZoneOffset.UTC);
        commit.setAuthor(ident);
        commit.setCommitter(ident);
        commit.setMessage("walked");
        return inserter.insert(commit);
    }
}
