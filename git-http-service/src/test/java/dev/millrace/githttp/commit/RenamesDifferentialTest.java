package dev.millrace.githttp.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merges of branches on which files were renamed, compared with git's. {@code -Dmillrace.differential.seeds=200} for more. */
class RenamesDifferentialTest {

    private static final int LINES = 20;

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("millrace.differential.seeds", 12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergesAsGitDoes(long seed) throws IOException {
        var random = new Random(seed);
        TestGit git = TestGit.initBare(folder.resolve("git"));
        Map<String, List<String>> base = new TreeMap<>();
        for (int i = 0; i < 9; i++) {
            base.put("%s/f%d".formatted(List.of("a", "b/c", "d").get(i % 3), i), content(random));
        }
        String script = commit("base", "", base)
                + commit("main", "refs/heads/base", changed(random, base, "m"))
                + commit("side", "refs/heads/base", changed(random, base, "s"));
        git.importing(script);
        var expected = git.run("merge-tree", "--write-tree", "--name-only", "main", "side");

        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(git.folder().toFile())
                        .build();
                RevWalk walk = new RevWalk(repository);
                ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId main = ObjectId.fromString(git.ok("rev-parse", "main"));
            ObjectId side = ObjectId.fromString(git.ok("rev-parse", "side"));
            ThreeWay.Merge ours = new ThreeWay(repository, walk, main, side).merge(inserter);

            if (expected.exit() == 0) {
                assertThat(ours.conflicts()).as(expected.out()).isEmpty();
                assertThat(ours.tree().orElseThrow().name())
                        .isEqualTo(expected.out().strip());
            } else {
                assertThat(ours.tree()).as(expected.out()).isEmpty();
                assertThat(expected.out()).contains(ours.conflicts());
            }
        }
    }

    private static Map<String, List<String>> changed(Random random, Map<String, List<String>> base, String side) {
        Map<String, List<String>> files = new TreeMap<>(base);
        for (int i = 0; i < 4; i++) {
            List<String> paths = new ArrayList<>(files.keySet());
            String path = paths.get(random.nextInt(paths.size()));
            switch (random.nextInt(8)) {
                case 0 -> files.remove(path);
                case 1 -> files.put("%s/new-%s%d".formatted(List.of("a", "e").get(i % 2), side, i), content(random));
                case 2, 3, 4 -> {
                    String to = "%s/%s%d"
                            .formatted(List.of("a", "b", "e/f").get(random.nextInt(3)), "r", random.nextInt(6));
                    List<String> content = files.remove(path);
                    files.putIfAbsent(to, random.nextBoolean() ? content : edited(random, content));
                }
                default -> files.put(path, edited(random, files.get(path)));
            }
        }
        return files;
    }

    private static List<String> edited(Random random, List<String> before) {
        List<String> content = new ArrayList<>(before);
        content.set(random.nextInt(content.size()), "edited %x".formatted(random.nextLong()));
        return content;
    }

    private static List<String> content(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add("line %x".formatted(random.nextLong()));
        }
        return lines;
    }

    private static String commit(String branch, String from, Map<String, List<String>> files) {
        var script = new StringBuilder("commit refs/heads/%s\n".formatted(branch));
        script.append("committer Bob <bob@example.com> 1700000000 +0000\ndata 1\nx\n");
        if (!from.isEmpty()) {
            script.append("from ").append(from).append('\n');
        }
        script.append("deleteall\n");
        files.forEach((path, lines) -> {
            String text = String.join("\n", lines) + "\n";
            script.append("M 100644 inline %s\ndata %d\n%s\n".formatted(path, text.length(), text));
        });
        return script.append('\n').toString();
    }
}
