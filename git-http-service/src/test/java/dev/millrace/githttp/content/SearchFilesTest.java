package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.git.check.Cancellation;
import dev.millrace.githttp.content.GrepPageBody.Match;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchFilesTest {

    @TempDir
    Path folder;

    private SearchFiles.Found search(
            TestGit git, String pattern, int around, int lines, Optional<String> cursor, int limit) throws IOException {
        try (Repository repository = new FileRepositoryBuilder()
                .setGitDir(git.folder().resolve(".git").toFile())
                .build()) {
            return SearchFiles.of(
                    repository,
                    new SearchFiles.Request(
                            ObjectId.fromString(git.ok("rev-parse", "HEAD")),
                            LinePattern.of(pattern, true),
                            List.of(),
                            PathGlobs.ALL,
                            List.of(),
                            around,
                            around,
                            lines,
                            100,
                            cursor,
                            limit));
        }
    }

    private static List<String> shown(Match match) {
        return match.lines().stream()
                .map(line -> line.lineNumber() + line.type().substring(0, 1) + line.text())
                .toList();
    }

    @Test
    void showsLinesAroundMatchesOnce() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("a", "1\n2 x\n3\n4 x\r\n5\n6\n7\n");

        Match match = search(git, "x", 1, 100, Optional.empty(), 10).matches().getFirst();

        assertThat(shown(match)).containsExactly("1c1", "2m2 x", "3c3", "4m4 x", "5c5");
    }

    @Test
    void endsAPageAtItsLimits() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("a", "x\nx\nx\n");
        git.commit("b", "no\n");
        git.commit("c", "x\n");
        git.commit("d", "x\n");

        SearchFiles.Found first = search(git, "x", 0, 100, Optional.empty(), 2);
        assertThat(first.matches()).extracting(Match::path).containsExactly("a", "c");
        assertThat(first.next()).contains("c");
        SearchFiles.Found second = search(git, "x", 0, 100, first.next(), 2);
        assertThat(second.matches()).extracting(Match::path).containsExactly("d");
        assertThat(second.next()).isEmpty();

        SearchFiles.Found few = search(git, "x", 0, 2, Optional.empty(), 10);
        assertThat(few.matches().getFirst().lines()).hasSize(2);
        assertThat(few.next()).contains("a");
    }

    @Test
    void endsAPageThatIsLargeEnough() throws IOException {
        TestGit git = TestGit.init(folder);
        String file = ("x".repeat(2_000) + "\n").repeat(1_000);
        git.commit("a", file);
        git.commit("b", file);
        git.commit("c", file);

        SearchFiles.Found first = search(git, "x", 1_000, 100_000, Optional.empty(), 20);
        assertThat(first.matches()).extracting(Match::path).containsExactly("a", "b");
        SearchFiles.Found second = search(git, "x", 1_000, 100_000, first.next(), 20);
        assertThat(second.matches()).extracting(Match::path).containsExactly("c");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void leavesBinaryFilesOut() throws IOException {
        TestGit git = TestGit.init(folder);
        git.commit("a", "x\0y\n");

        assertThat(search(git, "x", 0, 100, Optional.empty(), 10).matches()).isEmpty();
    }

    @Test
    void refusesWhatRe2DoesNotHave() {
        for (String pattern : List.of("(a)\\1", "(?=a)", "(", "")) {
            assertThatThrownBy(() -> LinePattern.of(pattern, true)).isInstanceOf(MillraceException.class);
        }
    }

    @Test
    void stopsInTheMiddleOfALine() {
        var checks = new AtomicInteger();
        Runnable stop = () -> {
            if (checks.incrementAndGet() > 2) {
                throw new CancellationException("stopped");
            }
        };
        var line = new Lines("a".repeat(1 << 20));

        assertThatThrownBy(() -> Cancellation.during(
                        stop, () -> LinePattern.of("(a?){20}b", true).matches(line, 1)))
                .isInstanceOf(CancellationException.class);
    }
}
