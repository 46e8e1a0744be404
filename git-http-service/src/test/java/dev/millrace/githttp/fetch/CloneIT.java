package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class CloneIT {

    private final Path folder = TestGit.freshFolder();
    private Team team;
    private TestGit origin;

    @BeforeEach
    void pushAHistory() {
        team = Team.registered().create("acme/widgets");
        origin = TestGit.init(folder.resolve("origin"));
        IntStream.rangeClosed(1, 12).forEach(i -> origin.commit("docs/page-%d.md".formatted(i % 4), "page " + i));
        origin.ok("tag", "-a", "v1", "-m", "first");
        origin.ok("tag", "light", "HEAD~3");
        origin.ok("branch", "old", "HEAD~6");
        origin.ok("remote", "add", "origin", team.remote("acme/widgets"));
        origin.ok("push", "-q", "origin", "--all");
        origin.ok("push", "-q", "origin", "--tags");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void clonesEverythingInBothVersionsOfTheProtocol(String version) {
        Run clone = TestGit.in(folder)
                .with("GIT_TRACE_PACKET", "1")
                .run("-c", "protocol.version=" + version, "clone", team.remote("acme/widgets"), "copy");

        assertThat(clone.exit()).as(clone.err()).isZero();
        assertThat(clone.err().contains("< version 2")).isEqualTo(version.equals("2"));
        assertThat(clone.err().contains("command=fetch")).isEqualTo(version.equals("2"));
        TestGit copy = TestGit.in(folder.resolve("copy"));
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
        assertThat(copy.ok("symbolic-ref", "--short", "HEAD").strip()).isEqualTo("main");
        assertThat(refs(copy, "refs/remotes/origin")).isEqualTo(refs(origin, "refs/heads"));
        assertThat(refs(copy, "refs/tags")).isEqualTo(refs(origin, "refs/tags"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void fetchesWhatIsNew(String version) {
        TestGit copy = clone("-q");
        String tip = origin.commit("new.txt", "new");
        origin.ok("push", "-q", "origin", "main", "+HEAD~2:refs/heads/old", "HEAD:refs/heads/fresh");

        copy.ok("-c", "protocol.version=" + version, "fetch", "-q", "--prune");

        assertThat(copy.ok("rev-parse", "origin/main").strip()).isEqualTo(tip);
        assertThat(refs(copy, "refs/remotes/origin")).containsAll(List.of("fresh " + tip, "main " + tip));
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void clonesShallowAndUnshallows(String version) {
        TestGit copy = clone("-q", "-c", "protocol.version=" + version, "--depth=3", "--no-single-branch");
        assertThat(copy.ok("rev-list", "--count", "main").strip()).isEqualTo("3");

        copy.ok("fetch", "-q", "--depth=5");
        assertThat(copy.ok("rev-list", "--count", "main").strip()).isEqualTo("5");

        copy.ok("fetch", "-q", "--unshallow");
        assertThat(copy.ok("rev-list", "--count", "main").strip()).isEqualTo("12");
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
    }

    @Test
    void deepensByANumberOfCommits() {
        TestGit copy = clone("-q", "--depth=3");

        copy.ok("fetch", "-q", "--deepen=4");

        assertThat(copy.ok("rev-list", "--count", "main").strip()).isEqualTo("7");
        assertThat(copy.ok("fsck", "--full", "--strict", "--no-dangling")).isEmpty();
    }

    @Test
    void clonesSinceADateAndWithoutARef() {
        TestGit since = clone("-q", "--shallow-since=2001-01-01");
        assertThat(since.ok("rev-list", "--count", "main").strip()).isEqualTo("12");

        TestGit.in(folder).ok("clone", "-q", "--shallow-exclude=old", team.remote("acme/widgets"), "excluding");
        TestGit excluding = TestGit.in(folder.resolve("excluding"));
        assertThat(excluding.ok("rev-list", "--count", "main").strip()).isEqualTo("6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blob:none", "blob:limit=2", "tree:0"})
    void clonesPartiallyAndFetchesTheRestWhenNeeded(String filter) {
        TestGit copy = clone("-q", "--filter=" + filter, "--no-checkout");
        assertThat(copy.ok("rev-list", "--objects", "--missing=print", "main")).contains("?");

        copy.ok("checkout", "-q", "main");

        assertThat(folder.resolve("copy/docs/page-0.md")).hasContent("page 12");
        assertThat(copy.ok("fsck", "--full")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void sendsWhatARefNamesDirectlyWhateverTheFilter(String version) { // #9.11
        String blob = origin.ok("rev-parse", "main:docs/page-0.md").strip();
        String tree = origin.ok("rev-parse", "main:docs").strip();
        origin.ok("tag", "blobtag", blob);
        origin.ok("tag", "-a", "-m", "a file", "annotated", blob);
        origin.ok("tag", "treetag", tree);
        origin.ok("push", "-q", "origin", "--tags");

        for (String filter : List.of("blob:none", "tree:0")) {
            String name = "copy-" + filter.replace(":", "-");
            TestGit.in(folder)
                    .ok(
                            "-c",
                            "protocol.version=" + version,
                            "clone",
                            "-q",
                            "--no-checkout",
                            "--filter=" + filter,
                            team.remote("acme/widgets"),
                            name);
            TestGit copy = TestGit.in(folder.resolve(name));
            assertThat(copy.ok("rev-list", "--objects", "--all", "--missing=print"))
                    .as(filter)
                    .doesNotContain("?" + blob)
                    .doesNotContain("?" + tree);
        }
    }

    @Test
    void fetchesATagOfAFileWithAFilterForTrees() { // #9.11
        String blob = origin.ok("rev-parse", "main:docs/page-0.md").strip();
        origin.ok("tag", "blobtag", blob);
        origin.ok("push", "-q", "origin", "blobtag");
        TestGit copy = TestGit.init(folder.resolve("copy"));

        copy.ok("fetch", "-q", "--filter=tree:0", team.remote("acme/widgets"), "refs/tags/blobtag:refs/tags/blobtag");

        assertThat(copy.ok("cat-file", "-t", blob).strip()).isEqualTo("blob");
    }

    @Test
    void reportsWhichFilterItDoesNotUnderstand() {
        Run clone = TestGit.in(folder)
                .run("clone", "-q", "--filter=object:type=commit", team.remote("acme/widgets"), "copy");

        assertThat(clone.exit()).isNotZero();
        assertThat(clone.err()).contains("object:type=commit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void givesACommitByItsIdIfARefLeadsToIt(String version) {
        String inside = origin.ok("rev-parse", "main~4").strip();
        String outside = origin.ok("commit-tree", "-m", "lost", "main^{tree}").strip();
        // in the repository, but in another namespace
        String elsewhere = team.remote("acme/widgets").replace(".git", "+ephemeral.git");
        origin.ok("push", "-q", elsewhere, outside + ":refs/heads/lost");
        TestGit copy = TestGit.init(folder.resolve("copy"));

        copy.ok("-c", "protocol.version=" + version, "fetch", "-q", team.remote("acme/widgets"), inside);
        String depth = copy.ok("rev-list", "--count", "FETCH_HEAD").strip();
        Run lost = copy.run("-c", "protocol.version=" + version, "fetch", "-q", team.remote("acme/widgets"), outside);

        assertThat(depth).isEqualTo("8");
        assertThat(lost.exit()).isNotZero();
        assertThat(lost.err()).contains("want " + outside + " not valid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void takesCompressedListsOfManyWants(String version) {
        origin.sideBranches(600);
        origin.ok("push", "-q", "origin", "--all");

        Run clone = TestGit.in(folder)
                .with("GIT_CURL_VERBOSE", "1")
                .run("-c", "protocol.version=" + version, "clone", "-q", team.remote("acme/widgets"), "copy");

        assertThat(clone.exit()).as(clone.err()).isZero();
        assertThat(clone.err().toLowerCase(Locale.ROOT)).contains("content-encoding: gzip");
        assertThat(refs(TestGit.in(folder.resolve("copy")), "refs/remotes/origin"))
                .hasSize(602);
    }

    @Test
    void listsRefsWithTheirPrefix() {
        String listed = TestGit.in(folder).ok("ls-remote", "--tags", team.remote("acme/widgets"));

        assertThat(listed.lines())
                .containsExactlyInAnyOrder(
                        origin.ok("rev-parse", "light").strip() + "\trefs/tags/light",
                        origin.ok("rev-parse", "v1").strip() + "\trefs/tags/v1",
                        origin.ok("rev-parse", "v1^{}").strip() + "\trefs/tags/v1^{}");
    }

    @Test
    void informsAnEmptyCloneOfTheDefaultBranch() {
        team.as(team.token("acme/empty", "repo:write"))
                .body("{\"default_branch\": \"trunk\"}")
                .post("/api/v1/repos");

        TestGit.in(folder).ok("clone", "-q", team.remote("acme/empty"), "empty");
        TestGit empty = TestGit.in(folder.resolve("empty"));
        assertThat(empty.ok("symbolic-ref", "HEAD").strip()).isEqualTo("refs/heads/trunk");

        empty.commit("a", "a");
        empty.ok("push", "-q");
        TestGit.in(folder).ok("clone", "-q", team.remote("acme/empty"), "full");
        assertThat(folder.resolve("full/a")).hasContent("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void followsTheDefaultBranch(String version) {
        String listed = TestGit.in(folder)
                .ok("-c", "protocol.version=" + version, "ls-remote", "--symref", team.remote("acme/widgets"), "HEAD");

        assertThat(listed.lines())
                .containsExactly(
                        "ref: refs/heads/main\tHEAD",
                        origin.ok("rev-parse", "main").strip() + "\tHEAD");
    }

    private TestGit clone(String... options) {
        List<String> command = new ArrayList<>(List.of("clone"));
        command.addAll(List.of(options));
        command.addAll(List.of(team.remote("acme/widgets"), "copy"));
        TestGit.in(folder).ok(command.toArray(String[]::new));
        return TestGit.in(folder.resolve("copy"));
    }

    private static List<String> refs(TestGit git, String prefix) {
        return git.ok(
                        "for-each-ref",
                        "--format=%(refname:lstrip=" + prefix.split("/").length + ") %(objectname)",
                        prefix)
                .lines()
                .filter(line -> !line.startsWith("HEAD "))
                .toList();
    }
}
