package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes from clones that lack a part of the history. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class ShallowPushIT {

    private PushedRepository pushed;
    private Path folder;
    private Team team;
    private TestGit work;

    @BeforeEach
    void startWork() {
        pushed = new PushedRepository();
        folder = pushed.folder();
        team = pushed.team();
        work = pushed.work();
    }

    @Test
    void refusesAHistoryWithAHole() throws IOException {
        String root = work.ok("rev-parse", "HEAD").strip();
        String missing = work.commit("README.md", "two");
        String tip = work.commit("README.md", "three");
        TestGit broken = TestGit.init(folder.resolve("broken"));
        broken.ok("remote", "add", "origin", team.remote("acme/widgets"));
        copyObject(work, broken, tip);
        copyObject(work, broken, work.ok("rev-parse", tip + "^{tree}").strip());
        copyObject(work, broken, work.ok("rev-parse", tip + ":README.md").strip());
        Files.writeString(broken.folder().resolve(".git/shallow"), tip + "\n");
        broken.ok("update-ref", "refs/heads/main", tip);

        Run push = broken.run("push", "origin", "main:refs/heads/holed");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("shallow update not allowed");
        assertThat(pushed.refs()).containsExactlyInAnyOrder(root + " HEAD", root + " refs/heads/main");
        assertThat(missing).isNotEqualTo(root);
    }

    @Test
    void acceptsTheCompleteRefsOfAPushFromAShallowClone() {
        String root = work.ok("rev-parse", "HEAD").strip();
        TestGit elsewhere = TestGit.init(folder.resolve("elsewhere"));
        elsewhere.commit("README.md", "one elsewhere");
        elsewhere.commit("README.md", "two elsewhere");
        TestGit shallow = shallowCloneOf(elsewhere);
        String complete =
                shallow.ok("commit-tree", "-m", "complete", "HEAD^{tree}").strip();
        String onOurs = shallow.ok("commit-tree", "-m", "on ours", "-p", fetched(shallow, root), "HEAD^{tree}")
                .strip();
        shallow.ok("tag", "-a", "cut", "-m", "tag of a cut history");

        Run push = shallow.run(
                "push",
                team.remote("acme/widgets"),
                "main:refs/heads/cut",
                complete + ":refs/heads/complete",
                "cut",
                onOurs + ":refs/heads/ours");

        assertThat(push.exit()).isEqualTo(1);
        assertThat(push.err())
                .containsPattern("remote rejected.*cut \\(shallow update not allowed\\)")
                .doesNotContain("unpacker error", "Exception");
        assertThat(pushed.refs())
                .containsExactlyInAnyOrder(
                        root + " HEAD",
                        root + " refs/heads/main",
                        complete + " refs/heads/complete",
                        onOurs + " refs/heads/ours");
        TestGit copy = TestGit.in(folder.resolve("whole"));
        TestGit.in(folder)
                .ok(
                        "clone",
                        "-q",
                        "--mirror",
                        team.remote("acme/widgets"),
                        copy.folder().toString());
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
    } // #9.20

    @Test
    void movesNothingOfAnAtomicPushWithARefFromAShallowClone() {
        TestGit elsewhere = TestGit.init(folder.resolve("elsewhere"));
        elsewhere.commit("README.md", "one elsewhere");
        elsewhere.commit("README.md", "two elsewhere");
        TestGit shallow = shallowCloneOf(elsewhere);
        String complete =
                shallow.ok("commit-tree", "-m", "complete", "HEAD^{tree}").strip();
        List<String> before = pushed.refs();

        Run push = shallow.run(
                "push",
                "--atomic",
                team.remote("acme/widgets"),
                "main:refs/heads/cut",
                complete + ":refs/heads/complete");

        assertThat(push.exit()).isEqualTo(1);
        assertThat(push.err()).contains("shallow update not allowed");
        assertThat(pushed.refs()).isEqualTo(before);
    } // #9.20

    @Test
    void rejectsAShallowCloneInAnEmptyRepositoryWithGitsMessage() {
        work.commit("README.md", "two");
        TestGit shallow = shallowCloneOf(work);
        team.create("acme/empty");

        Run push = shallow.run("push", team.remote("acme/empty"), "main");

        assertThat(push.exit()).isEqualTo(1);
        assertThat(push.err()).contains("shallow update not allowed").doesNotContain("Exception", "unpacker error");
        assertThat(TestGit.in(folder).ok("ls-remote", team.remote("acme/empty")))
                .isEmpty();
    } // #9.15

    @Test
    void acceptsAPushFromAShallowCloneWhoseBoundaryIsHere() {
        work.commit("README.md", "two");
        work.ok("push", "-q", "origin", "main");
        TestGit shallow = shallowCloneOf(work);
        String tip = shallow.commit("README.md", "three");

        shallow.ok("push", "-q", team.remote("acme/widgets"), "main");

        assertThat(pushed.refs()).contains(tip + " refs/heads/main");
    } // #9.20

    private TestGit shallowCloneOf(TestGit origin) {
        Path target = folder.resolve("shallow");
        TestGit.in(folder).ok("clone", "-q", "--depth=1", "file://" + origin.folder(), target.toString());
        return TestGit.in(target);
    }

    private String fetched(TestGit clone, String commit) {
        clone.ok("fetch", "-q", team.remote("acme/widgets"), "main");
        return commit;
    }

    private static void copyObject(TestGit from, TestGit to, String id) throws IOException {
        String file = ".git/objects/" + id.substring(0, 2) + "/" + id.substring(2);
        Path target = to.folder().resolve(file);
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(from.folder().resolve(file), target);
    }
}
