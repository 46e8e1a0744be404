package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shallow clones and fetches of generated histories, from us and from git's own server. Both must give the same result. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ShallowIT {

    private static final int COMMITS = 24;
    private static final long START = 1_700_000_000;
    private static final int STEP = 1_000;

    /** Not a command of the client: a force push replaces the branch {@code main} of both servers. */
    private static final String REWRITE = "rewrite";

    private final Path folder = TestGit.freshFolder();
    private TestGit origin = TestGit.in(folder);
    private Team team;

    @BeforeEach
    void host() {
        team = Team.registered().create("acme/shallow");
        origin = TestGit.init(folder.resolve("origin"));
        origin.ok("config", "uploadpack.allowFilter", "true");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "2,1", "2,2", "0,3", "2,4"})
    void endsHistoriesWhereGitsOwnServerEndsThem(String version, int seed) { // #9.14
        generate(new Random(seed));
        push();

        compare(
                version,
                "clone --depth=2 --no-single-branch",
                "fetch --depth=5",
                "fetch --deepen=3",
                "fetch --unshallow");
        compare(version, "clone --depth=3", "fetch --deepen=2 origin side:side", "fetch --depth=2 origin main");
        compare(version, "clone --shallow-since=" + since(14), "fetch --shallow-since=" + since(6), "fetch --deepen=1");
        compare(version, "clone --shallow-exclude=side --no-single-branch", "fetch --unshallow");
        compare(
                version,
                "clone --shallow-exclude=old",
                "fetch --depth=4 origin side:side",
                "fetch --deepen=2147483647");
        compare(
                version,
                "clone --depth=2 --filter=blob:none --no-checkout --no-single-branch",
                "fetch --depth=6",
                "fetch --unshallow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void deepensAcrossAMerge(String version) { // #9.14
        origin.commit("a", "A");
        origin.commit("b", "B");
        origin.ok("checkout", "-q", "-b", "dev");
        origin.commit("c", "C");
        origin.ok("checkout", "-q", "-b", "test", "main");
        origin.ok("merge", "-q", "--no-ff", "-m", "D", "dev");
        push();

        compare(
                version,
                "clone --depth=1 -b main",
                "fetch origin test:test --depth=3",
                "fetch --deepen=1",
                "fetch --unshallow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void cutsNothingFromAHistoryThatIsShorterThanTheDepth(String version) { // #9.14
        origin.commit("a", "A");
        push();

        compare(version, "clone --depth=1");
        compare(version, "clone --depth=10", "fetch --depth=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void completesAHistoryWhoseEndNoRefLeadsToAnyMore(String version) { // #9.14
        origin.commit("a", "A");
        origin.commit("b", "B");
        origin.commit("c", "C");
        origin.commit("d", "D");
        push();

        compare(version, "clone --depth=1", REWRITE, "fetch --unshallow");
        compare(version, "clone --depth=2", REWRITE, "fetch --depth=1", "fetch --unshallow");
        compare(version, "clone --depth=1", REWRITE, "fetch --deepen=2147483647");
    }

    @Test
    void refusesToLeaveNoCommitAtAll() {
        generate(new Random(5));
        push();

        Run clone = TestGit.in(folder)
                .run("clone", "-q", "--shallow-since=" + since(100), team.remote("acme/shallow"), "none");

        assertThat(clone.exit()).isNotZero();
        assertThat(clone.err()).contains("no commits selected for shallow requests");
    }

    /** Runs the same commands with both servers, and compares the results after each. */
    private void compare(String version, String... commands) {
        Path place = folder.resolve("compare-" + System.nanoTime());
        TestGit ours = TestGit.in(place.resolve("ours"));
        TestGit theirs = TestGit.in(place.resolve("theirs"));
        List<String> done = new ArrayList<>();
        for (String command : commands) {
            done.add(command);
            if (command.equals(REWRITE)) {
                rewrite();
                continue;
            }
            String context = "version %s: %s".formatted(version, String.join(", ", done));
            boolean complete = !command.startsWith("clone") && cuts(theirs).isEmpty();
            if (complete && command.contains("--unshallow")) {
                return; // git refuses it
            }
            Run expected = run(theirs, version, command, "file://" + origin.folder());
            if (expected.err().contains("error in object: unshallow")) {
                return; // git's own server ended the history at an unsent commit; its client cannot continue
            }
            assertThat(expected.exit()).as("%s: %s", context, expected.err()).isZero();
            Run run = run(ours, version, command, team.remote("acme/shallow"));
            assertThat(run.exit()).as("%s: %s", context, run.err()).isZero();
            assertThat(cuts(ours)).as(context).isEqualTo(cuts(theirs));
            assertThat(ours.ok("rev-list", "--all")).as(context).isEqualTo(theirs.ok("rev-list", "--all"));
            Run check = ours.run("fsck", "--connectivity-only", "--no-dangling");
            assertThat(check.exit()).as("%s: %s", context, check.err()).isZero();
        }
    }

    private static Run run(TestGit git, String version, String command, String address) {
        List<String> arguments = new ArrayList<>(List.of("-c", "protocol.version=" + version));
        List<String> words = List.of(command.split(" "));
        arguments.add(words.getFirst());
        arguments.add("-q");
        arguments.addAll(words.subList(1, words.size()));
        boolean clone = words.getFirst().equals("clone");
        if (clone) {
            arguments.addAll(List.of(address, git.folder().toString()));
        }
        TestGit from = clone ? TestGit.in(Path.of("target").toAbsolutePath()) : git;
        return from.run(arguments.toArray(String[]::new));
    }

    private static List<String> cuts(TestGit git) {
        Path file = git.folder().resolve(".git/shallow");
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String since(int commit) {
        return Long.toString(START + (long) STEP * commit - 1);
    }

    private void push() {
        origin.ok("push", "-q", team.remote("acme/shallow"), "--all");
    }

    /** Other commits replace the last two of main. */
    private void rewrite() {
        origin.ok("reset", "-q", "--hard", "HEAD~2");
        origin.commit("c", "rewritten " + System.nanoTime());
        origin.commit("d", "rewritten");
        origin.ok("push", "-q", "--force", team.remote("acme/shallow"), "main");
    }

    /** Branches main, side and old over merges of two and three parents, and one more root. */
    private void generate(Random random) {
        StringBuilder script = new StringBuilder();
        for (int commit = 1; commit <= COMMITS; commit++) {
            String branch = commit == COMMITS
                    ? "refs/heads/main"
                    : commit == COMMITS - 3
                            ? "refs/heads/side"
                            : commit == COMMITS / 3 ? "refs/heads/old" : "refs/heads/x";
            script.append("commit %s\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata 2\n%c\n"
                    .formatted(branch, commit, START + (long) STEP * commit, 'a' + commit));
            int[] parents = commit == 1 || (commit == 5 && random.nextBoolean())
                    ? new int[0]
                    : random.ints(1 + random.nextInt(10) / 6 + random.nextInt(10) / 9, Math.max(1, commit - 5), commit)
                            .distinct()
                            .toArray();
            for (int i = 0; i < parents.length; i++) {
                script.append(i == 0 ? "from :" : "merge :").append(parents[i]).append('\n');
            }
            script.append(Arrays.stream(new int[] {commit % 4})
                    .mapToObj(file -> "M 644 inline file-%d\ndata 3\nx%c\n".formatted(file, 'a' + file))
                    .findFirst()
                    .orElseThrow());
            script.append("M 644 inline own-%d\ndata 2\n%c\n".formatted(commit, 'a' + commit));
            if (branch.endsWith("/x")) {
                script.append("reset refs/heads/x\n");
            }
        }
        origin.importing(script.toString());
    }
}
