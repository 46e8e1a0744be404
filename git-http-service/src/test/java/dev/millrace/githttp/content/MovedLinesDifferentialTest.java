package dev.millrace.githttp.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Origins of lines that were moved, compared with {@code git blame -M}. {@code -Dmillrace.differential.seeds=200} for more. */
class MovedLinesDifferentialTest {

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.differential.seeds", 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void followsMovesAsGitDoes(long seed) throws IOException {
        var random = new Random(seed);
        TestGit git = TestGit.initBare(folder.resolve("git"));
        List<String> lines = new ArrayList<>();
        var script = new StringBuilder();
        for (int commit = 0; commit < 8; commit++) {
            change(random, lines);
            String text = String.join("\n", lines) + "\n";
            script.append("commit refs/heads/main\ncommitter Bob <bob@example.com> %d +0000\ndata 1\nx\n"
                    .formatted(1_700_000_000 + 60 * commit));
            script.append("M 100644 inline f\ndata %d\n%s\n".formatted(text.length(), text));
        }
        git.importing(script.toString());

        try (Repository repository =
                new FileRepositoryBuilder().setGitDir(git.folder().toFile()).build()) {
            ObjectId head = ObjectId.fromString(git.ok("rev-parse", "main"));
            var file = new Entry("f", FileMode.REGULAR_FILE, ObjectId.fromString(git.ok("rev-parse", "main:f")));

            List<String> ours = BlameFile.of(repository, head, file, List.of(), true).stream()
                    .map(line -> line.commitSha() + " " + line.originalLineNumber())
                    .toList();

            assertThat(ours).isEqualTo(origins(git));
        }
    }

    private static List<String> origins(TestGit git) {
        return git.ok("blame", "-M", "--porcelain", "main", "--", "f")
                .lines()
                .filter(line -> line.matches("[0-9a-f]{40} \\d+ \\d+.*"))
                .map(line -> String.join(" ", Arrays.copyOf(line.split(" "), 2)))
                .toList();
    }

    /** New lines, or a block that moves to another place. */
    private static void change(Random random, List<String> lines) {
        if (lines.size() < 12 || random.nextInt(4) == 0) {
            int at = random.nextInt(lines.size() + 1);
            for (int i = 0; i < 12; i++) {
                lines.add(at, "a line %016x %016x".formatted(random.nextLong(), random.nextLong()));
            }
            return;
        }
        int from = random.nextInt(lines.size() - 4);
        List<String> block = new ArrayList<>(lines.subList(from, from + 4));
        lines.subList(from, from + 4).clear();
        lines.addAll(random.nextInt(lines.size() + 1), block);
    }
}
