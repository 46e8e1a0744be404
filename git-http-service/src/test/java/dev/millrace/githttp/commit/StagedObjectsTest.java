package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.move.ChangeRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes that are built from objects which are inserted and not yet visible, in a repository of packs as ours are. */
class StagedObjectsTest {

    private static final PersonIdent EVE = new PersonIdent("Eve", "eve@example.com");

    private final Repository git = new InMemoryRepository(new DfsRepositoryDescription("staged"));

    @AfterEach
    void close() {
        git.close();
    }

    private static ObjectId blob(ObjectInserter inserter, String text) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectId tree(ObjectInserter inserter, Optional<ObjectId> base, Map<String, String> files)
            throws IOException, ChangeRefused {
        Map<String, FileChange> changes = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            changes.put(file.getKey(), new FileChange.Upsert(FileMode.REGULAR_FILE, blob(inserter, file.getValue())));
        }
        try (ObjectReader reader = inserter.newReader()) {
            return new EditTree(reader, inserter).of(base, changes);
        }
    }

    private static ObjectId commit(ObjectInserter inserter, ObjectId tree, ObjectId... parents) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(EVE);
        commit.setCommitter(EVE);
        commit.setMessage("m");
        return inserter.insert(commit);
    }

    private String read(ObjectId tree, String path) throws IOException {
        try (TreeWalk found = TreeWalk.forPath(git, path, tree)) {
            return found == null
                    ? "missing"
                    : new String(
                            git.open(found.getObjectId(0), Constants.OBJ_BLOB).getBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void buildsOnTreesOfTheSameInserter() throws Exception {
        ObjectId second;
        try (ObjectInserter inserter = git.newObjectInserter()) {
            ObjectId first = tree(inserter, Optional.empty(), Map.of("a/b", "1", "c", "2"));
            second = tree(inserter, Optional.of(first), Map.of("a/d", "3"));
            inserter.flush();
        }

        assertThat(List.of(read(second, "a/b"), read(second, "a/d"), read(second, "c")))
                .containsExactly("1", "3", "2");
    }

    @Test
    void mergesAndReportsConflicts() throws Exception {
        try (ObjectInserter inserter = git.newObjectInserter();
                RevWalk walk = new RevWalk(git)) {
            ObjectId root = tree(inserter, Optional.empty(), Map.of("a", "1\n", "b", "1\n"));
            ObjectId base = commit(inserter, root);
            ObjectId one = commit(inserter, tree(inserter, Optional.of(root), Map.of("a", "2\n")), base);
            ObjectId other = commit(inserter, tree(inserter, Optional.of(root), Map.of("b", "3\n")), base);
            ObjectId against = commit(inserter, tree(inserter, Optional.of(root), Map.of("a", "4\n")), base);
            inserter.flush();

            ThreeWay.Merge clean = new ThreeWay(git, walk, one, other).merge(inserter);
            ThreeWay.Merge conflict = new ThreeWay(git, walk, one, against).merge(inserter);
            inserter.flush();

            assertThat(read(clean.tree().orElseThrow(), "a")).isEqualTo("2\n");
            assertThat(read(clean.tree().orElseThrow(), "b")).isEqualTo("3\n");
            assertThat(conflict.conflicts()).containsExactly("a");
            MergeBodies.Conflict shown = new ShowConflicts(walk.getObjectReader(), walk)
                    .of(new ThreeWay(git, walk, one, against), conflict, Optional.of(base))
                    .conflicts()
                    .getFirst();
            assertThat(shown.result().content()).contains("<<<<<<<", "2\n", "4\n");
            assertThat(List.of(
                            String.valueOf(shown.base().content()),
                            String.valueOf(shown.ours().content()),
                            String.valueOf(shown.theirs().content())))
                    .containsExactly("1\n", "2\n", "4\n");
        }
    }

    @Test
    void appliesPatchesWhole() throws Exception {
        String patch = """
                diff --git a/a b/a
                --- a/a
                +++ b/a
                @@ -1 +1 @@
                -1
                +2
                diff --git a/n/new b/n/new
                new file mode 100755
                --- /dev/null
                +++ b/n/new
                @@ -0,0 +1 @@
                +new
                """;
        try (ObjectInserter inserter = git.newObjectInserter();
                RevWalk walk = new RevWalk(git)) {
            ObjectId commit = commit(inserter, tree(inserter, Optional.empty(), Map.of("a", "1\n", "b", "1\n")));
            inserter.flush();
            Optional<RevCommit> base = Optional.of(walk.parseCommit(commit));
            var diff = new ApplyDiff(patch.getBytes(StandardCharsets.UTF_8));

            ObjectId tree = diff.to(git, inserter, base);
            ObjectId patched = commit(inserter, tree, commit);
            inserter.flush();

            assertThat(List.of(read(tree, "a"), read(tree, "n/new"), read(tree, "b")))
                    .containsExactly("2\n", "new\n", "1\n");
            assertThatThrownBy(() -> diff.to(git, inserter, Optional.of(walk.parseCommit(patched))))
                    .isInstanceOf(ChangeRefused.class)
                    .hasMessageContaining("does not apply");
            var added = new ApplyDiff(
                    patch.substring(patch.indexOf("diff --git a/n")).getBytes(StandardCharsets.UTF_8));
            ObjectId onNothing = added.to(git, inserter, Optional.empty());
            inserter.flush();
            assertThat(read(onNothing, "n/new")).isEqualTo("new\n");
        }
    }

    @Test
    void refusesPatchesOfPathsOutside() {
        String patch = "diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n";

        try (ObjectInserter inserter = git.newObjectInserter()) {
            assertThatThrownBy(() ->
                            new ApplyDiff(patch.getBytes(StandardCharsets.UTF_8)).to(git, inserter, Optional.empty()))
                    .isInstanceOf(ChangeRefused.class)
                    .hasMessageContaining("../x");
        }
    }

    @Test
    void readsANoteThatItWrote() throws Exception {
        try (ObjectInserter inserter = git.newObjectInserter();
                RevWalk walk = new RevWalk(git)) {
            NoteMap notes = NoteMap.newEmptyMap();
            ObjectId object = blob(inserter, "x");
            notes.set(object, "note", inserter);
            ObjectId commit = commit(inserter, notes.writeTree(inserter));
            inserter.flush();

            NoteMap read = NoteMap.read(walk.getObjectReader(), walk.parseCommit(commit));

            assertThat(ChangeNote.text(walk, read.getNote(object).getData())).isEqualTo("note");
        }
    }
}
