package dev.millrace.githttp.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.RandomRepository;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we read of a history, compared with git. */
class HistoryDifferentialTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void listsAndComparesAsGitDoes(long seed) throws IOException {
        try (RandomRepository random = RandomRepository.make(folder.resolve("git"), seed)) {
            listsCommits(random);
            listsCommitsOfAPath(random);
            makesPatchesThatApply(random);
        }
    }

    private static List<String> commits(RandomRepository random, Optional<String> path, int page) throws IOException {
        List<String> ids = new ArrayList<>();
        ListCommits.Found found;
        do {
            found = ListCommits.find(random.repository(), random.id("main"), path, ids.size(), page);
            found.commits().stream().map(AnyObjectId::name).forEach(ids::add);
        } while (found.hasMore());
        return ids;
    }

    private static void listsCommits(RandomRepository random) throws IOException {
        List<String> gits =
                random.git().ok("log", "--format=%H", "main").lines().toList();

        assertThat(commits(random, Optional.empty(), 7)).containsExactlyElementsOf(gits);
        assertThat(commits(random, Optional.empty(), 100)).containsExactlyElementsOf(gits);
    }

    private static void listsCommitsOfAPath(RandomRepository random) throws IOException {
        for (String path : List.of("src", "a.txt", "src/lib/One.java")) {
            assertThat(commits(random, Optional.of(path), 3))
                    .as(path)
                    .containsExactlyElementsOf(random.git()
                            .ok("log", "--format=%H", "main", "--", path)
                            .lines()
                            .filter(line -> !line.isEmpty())
                            .toList());
        }
    }

    private void makesPatchesThatApply(RandomRepository random) throws IOException {
        for (String[] pair : new String[][] {{"main", "side"}, {"side", "main~3"}, {"main~9", "main"}}) {
            ObjectId before = random.id(pair[0]);
            ObjectId after = random.id(pair[1]);

            CompareTrees.Compared compared;
            try (RevWalk walk = new RevWalk(random.repository())) {
                compared = CompareTrees.of(
                        random.repository(),
                        new CompareTrees.Request(
                                walk.parseCommit(before).getTree(),
                                walk.parseCommit(after).getTree(),
                                List.of(),
                                true));
            }

            String patch = compared.files().stream().map(DiffBody.File::raw).collect(Collectors.joining());
            TestGit index =
                    random.git().with("GIT_INDEX_FILE", folder.resolve("index").toString());
            index.ok("read-tree", before.name());
            if (!patch.isEmpty()) {
                index.okWith(patch, "apply", "--cached", "-");
            }
            assertThat(index.ok("write-tree")).isEqualTo(random.git().ok("rev-parse", pair[1] + "^{tree}"));
            assertThat(compared.stats().files()).isEqualTo(compared.files().size());
        }
    }
}
