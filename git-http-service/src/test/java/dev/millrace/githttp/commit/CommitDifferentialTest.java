package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.githttp.RandomRepository;
import dev.millrace.githttp.move.ChangeRefused;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that we make, compared with git's. */
class CommitDifferentialTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void mergesAsGitDoes(long seed) throws IOException {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), seed);
                RevWalk walk = new RevWalk(random.repository());
                ObjectInserter inserter = random.repository().newObjectInserter()) {
            var git = random.git()
                    .configured("core.quotePath", "false")
                    .run("merge-tree", "--write-tree", "--name-only", "main", "side");

            ThreeWay.Merge ours =
                    new ThreeWay(random.repository(), walk, random.id("main"), random.id("side")).merge(inserter);

            if (git.exit() == 0) {
                assertThat(ours.conflicts()).isEmpty();
                assertThat(ours.tree().orElseThrow().name()).isEqualTo(git.out().strip());
            } else {
                assertThat(ours.tree().isPresent()).isFalse();
                assertThat(git.out()).contains(ours.conflicts());
            }
        }
    }

    @Test
    void editsTreesAsGitDoes() throws Exception {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), 31);
                RevWalk walk = new RevWalk(random.repository());
                ObjectInserter inserter = random.repository().newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            ObjectId content = inserter.insert(Constants.OBJ_BLOB, "new\n".getBytes(StandardCharsets.UTF_8));
            Map<String, FileChange> changes = new LinkedHashMap<>();
            changes.put("src", new FileChange.Delete());
            changes.put("src/lib/Three.java", new FileChange.Upsert(FileMode.EXECUTABLE_FILE, content));
            changes.put("src-a/b", new FileChange.Upsert(FileMode.SYMLINK, content));
            changes.put("a.txt", new FileChange.Upsert(FileMode.REGULAR_FILE, content));

            ObjectId tree = new EditTree(reader, inserter)
                    .of(Optional.of(walk.parseCommit(random.id("main")).getTree()), changes);
            inserter.flush();

            TestGit index =
                    random.git().with("GIT_INDEX_FILE", folder.resolve("index").toString());
            index.ok("read-tree", "main");
            var info = new StringBuilder();
            index.ok("ls-tree", "-r", "--name-only", "main", "src/")
                    .lines()
                    .forEach(path ->
                            info.append("0 %s\t%s\n".formatted(ObjectId.zeroId().name(), path)));
            for (String added :
                    new String[] {"100755 %s\tsrc/lib/Three.java", "120000 %s\tsrc-a/b", "100644 %s\ta.txt"}) {
                info.append(added.formatted(content.name())).append('\n');
            }
            index.okWith(info.toString(), "update-index", "--index-info");
            assertThat(tree.name()).isEqualTo(index.ok("write-tree"));
            assertThat(random.git().fsck()).doesNotContain("error");
        }
    }

    @Test
    void refusesAFileWhereAFolderIsAndADeletionOfNothing() throws IOException {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), 32);
                RevWalk walk = new RevWalk(random.repository());
                ObjectInserter inserter = random.repository().newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            var base = Optional.of(walk.parseCommit(random.id("main")).getTree());
            var upsert = new FileChange.Upsert(FileMode.REGULAR_FILE, ObjectId.zeroId());
            var trees = new EditTree(reader, inserter);

            assertThatThrownBy(() -> trees.of(base, Map.of("a.txt/x", upsert)))
                    .isInstanceOf(ChangeRefused.class)
                    .hasMessageContaining("a file, not a folder");
            assertThatThrownBy(() -> trees.of(base, Map.of("nothing/x", new FileChange.Delete())))
                    .isInstanceOf(ChangeRefused.class)
                    .hasMessageContaining("nothing/x");
        }
    }

    @Test
    void makesAnEmptyTreeWhenAllIsDeleted() throws Exception {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), 33);
                ObjectInserter inserter = random.repository().newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            ObjectId tree = new EditTree(reader, inserter).of(Optional.empty(), Map.of());

            assertThat(tree.name()).isEqualTo("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        }
    }
}
