package dev.millrace.githttp.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTreesTest {

    @TempDir
    Path folder;

    private CompareTrees.Compared compare(TestGit git, String before, boolean isExact, String... paths)
            throws IOException {
        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(git.folder().resolve(".git").toFile())
                        .build();
                RevWalk walk = new RevWalk(repository)) {
            RevTree old = before.isEmpty()
                    ? null
                    : walk.parseCommit(repository.resolve(before)).getTree();
            RevTree now = walk.parseCommit(repository.resolve("HEAD")).getTree();
            return CompareTrees.of(repository, new CompareTrees.Request(old, now, List.of(paths), isExact));
        }
    }

    @Test
    void namesWhatIsTooLargeOrNoTextWithoutItsPatch() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("large.txt", "0123456789\n".repeat(60_000));
        git.commit("binary", "a\0b");
        git.commit("small.txt", "one\ntwo\n");

        CompareTrees.Compared all = compare(git, "", true);

        assertThat(all.files()).extracting(DiffBody.File::path).containsExactly("small.txt");
        assertThat(all.filtered()).extracting(DiffBody.Filtered::path).containsExactly("binary", "large.txt");
        assertThat(all.filtered().getLast().bytes()).isEqualTo(660_000);
        assertThat(all.stats()).isEqualTo(new DiffBody.Stats(3, 2, 0, 2));
        assertThat(compare(git, "", true, "small.txt").filtered()).isEmpty();
    }

    @Test
    void leavesOutChangesOfWhitespaceUnlessThePatchMustBeExact() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("a.txt", "a b\nc\n");
        git.commit("a.txt", "a   b\nc\n");

        assertThat(compare(git, "HEAD~1", false).stats().changes()).isZero();
        assertThat(compare(git, "HEAD~1", true).stats()).isEqualTo(new DiffBody.Stats(1, 1, 1, 2));
    }

    @Test
    void findsRenames() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("a.txt", "one\ntwo\nthree\n");
        git.ok("mv", "a.txt", "b.txt");
        git.ok("commit", "-q", "-m", "renamed");

        DiffBody.File file = compare(git, "HEAD~1", true).files().getFirst();

        assertThat(List.of(file.path(), file.state(), String.valueOf(file.oldPath())))
                .containsExactly("b.txt", "R100", "a.txt");
    }
}
