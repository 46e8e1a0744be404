package dev.millrace.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
import dev.millrace.testing.TestGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real git clients against JGit's server classes on the storage. */
class GitClientIT {

    @TempDir
    Path folder;

    private final StorageFixture fixture = StorageFixture.shared();
    private final GitStorage storage = fixture.open();
    private final UUID id = StorageFixture.newRepository(storage);
    private Consumer<ReceivePack> setUp = receive -> receive.setAtomic(true);
    private GitDaemon daemon;
    private TestGit work;

    @BeforeEach
    void start() throws IOException {
        daemon = new GitDaemon(storage, receive -> setUp.accept(receive));
        Path clone = folder.resolve("work");
        work = TestGit.init(clone);
        work.ok("remote", "add", "origin", daemon.address(id));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void pushesAndClones() throws IOException {
        change("a.txt", "one");
        change("a.txt", "two");
        work.ok("tag", "-a", "-m", "first", "v1");
        work.ok("push", "origin", "main", "v1");

        TestGit clone = clone("clone");

        assertThat(clone.ok("rev-parse", "HEAD")).isEqualTo(work.ok("rev-parse", "main"));
        assertThat(clone.ok("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(folder.resolve("clone/a.txt")).hasContent("two");
        assertThat(clone.fsck()).doesNotContain("error", "missing", "dangling");
        assertThat(remoteRefs()).isEqualTo(localRefs());
    }

    @Test
    void fetchesOnlyWhatIsNew() throws IOException {
        for (int i = 0; i < 20; i++) {
            change("f" + i, "content " + i);
        }
        work.ok("push", "origin", "main");
        TestGit clone = clone("clone");
        change("new", "line");
        work.ok("push", "origin", "main");

        clone.ok("fetch", "origin");

        assertThat(clone.ok("rev-parse", "origin/main")).isEqualTo(work.ok("rev-parse", "main"));
        assertThat(clone.fsck()).doesNotContain("error", "missing");
    }

    @Test
    void clonesShallowAndWithoutBlobs() throws IOException {
        for (int i = 0; i < 5; i++) {
            change("a.txt", "version " + i);
        }
        work.ok("push", "origin", "main");

        TestGit shallow = clone("shallow", "--depth", "2");
        TestGit partial = clone("partial", "--filter=blob:none", "--no-checkout");

        assertThat(shallow.ok("rev-list", "--count", "HEAD")).isEqualTo("2");
        assertThat(partial.ok("rev-list", "--count", "HEAD")).isEqualTo("5");
        assertThat(partial.ok("rev-list", "--objects", "--missing=print", "HEAD"))
                .contains("?");
    }

    @Test
    void refusesABranchThatMovedMeanwhile() throws IOException {
        change("a.txt", "one");
        work.ok("push", "origin", "main");
        TestGit other = clone("other");
        Files.writeString(folder.resolve("other/b.txt"), "theirs");
        other.ok("add", ".");
        other.ok("commit", "--quiet", "-m", "theirs");
        other.ok("push", "origin", "main");
        change("a.txt", "mine");

        TestGit.Run plain = work.run("push", "origin", "main");
        TestGit.Run leased =
                work.run("push", "--force-with-lease=main:" + work.ok("rev-parse", "main~1"), "origin", "main");

        assertThat(plain.exit()).isNotZero();
        assertThat(leased.exit()).isNotZero();
        assertThat(remoteRefs()).contains(other.ok("rev-parse", "HEAD"));
    }

    @Test
    void pushesAllRefsOrNoneWhenAskedTo() throws IOException {
        change("a.txt", "one");
        work.ok("push", "origin", "main", "main:refs/heads/taken");

        TestGit.Run atomic =
                work.run("push", "--atomic", "origin", "main:refs/heads/fine", "main:refs/heads/taken/below");
        TestGit.Run each = work.run("push", "origin", "main:refs/heads/fine", "main:refs/heads/taken/below");

        assertThat(atomic.exit()).isNotZero();
        assertThat(each.exit()).isNotZero();
        assertThat(each.err()).contains("'refs/heads/taken/below' cannot stand beside 'refs/heads/taken'");
        assertThat(remoteRefs()).contains("refs/heads/fine").doesNotContain("below");
        assertThat(fixture.count("push", id)).isEqualTo(2);
    }

    @Test
    void leavesNothingOfAPushThatAHookRefuses() throws IOException {
        setUp = receive -> receive.setPreReceiveHook((pack, commands) -> commands.forEach(
                command -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "not today")));
        change("a.txt", "one");

        TestGit.Run push = work.run("push", "origin", "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("not today");
        daemon.close();
        assertThat(fixture.count("pack", id)).isZero();
        assertThat(fixture.count("upload_intent", id)).isZero();
        assertThat(fixture.storedFiles(id)).isEmpty();
        assertThat(fixture.scratchFiles()).isEmpty();
        assertThat(fixture.events(id)).isEmpty();
    }

    @Test
    void reportsPushedCommits() throws IOException {
        change("a.txt", "one");
        change("a.txt", "two");
        work.ok("push", "origin", "main");
        change("a.txt", "three");
        work.ok("push", "origin", "main");

        List<CommitsReached> reached = fixture.events(id, CommitsReached.class);

        assertThat(reached).hasSize(2);
        assertThat(reached.getLast().commits())
                .extracting(ReachedCommit::id)
                .containsExactly(work.ok("rev-parse", "main"));
    }

    @Test
    void equalsTheClientAfterFiftyRandomPushes() throws IOException {
        var random = new Random(2026);
        change("base", "base");
        work.ok("push", "origin", "main");
        for (int i = 0; i < 50; i++) {
            String branch = "b" + random.nextInt(6);
            switch (random.nextInt(5)) {
                case 0 -> {
                    work.run("branch", "-D", branch);
                    work.run("push", "origin", ":refs/heads/" + branch);
                }
                case 1 -> {
                    work.ok("tag", "-f", "-a", "-m", "t" + i, "t" + random.nextInt(4));
                    work.ok("push", "--force", "--tags", "origin");
                }
                case 2 -> {
                    work.ok("checkout", "--quiet", "-B", branch, "main~0");
                    change("forced", "forced " + i);
                    work.ok("push", "--force", "origin", branch);
                    work.ok("checkout", "--quiet", "main");
                }
                case 3 -> {
                    work.ok("branch", "-f", branch, "main");
                    work.ok("push", "--force", "origin", branch);
                }
                default -> {
                    change("f" + random.nextInt(10), "content " + i);
                    work.ok("push", "origin", "main");
                }
            }
        }

        assertThat(remoteRefs()).isEqualTo(localRefs());
        TestGit clone = clone("mirror", "--mirror");
        assertThat(refs(clone)).isEqualTo(localRefs());
        assertThat(clone.fsck()).doesNotContain("error", "missing");
    }

    private void change(String file, String text) throws IOException {
        Files.writeString(folder.resolve("work").resolve(file), text);
        work.ok("add", ".");
        work.ok("commit", "--quiet", "--allow-empty", "-m", text);
    }

    private TestGit clone(String name, String... options) {
        var arguments = new java.util.ArrayList<>(List.of("clone", "--quiet"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(daemon.address(id), name));
        TestGit.in(folder).ok(arguments.toArray(String[]::new));
        return TestGit.in(folder.resolve(name));
    }

    private String localRefs() {
        return refs(work);
    }

    private static String refs(TestGit repository) {
        return repository.ok("for-each-ref", "--format=%(objectname)%09%(refname)", "refs/heads", "refs/tags");
    }

    private String remoteRefs() {
        return work.ok("ls-remote", "--refs", "--heads", "--tags", "origin");
    }
}
