package dev.millrace.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.CommitsReached.ReachedCommit;
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
    private GitCommand work;

    @BeforeEach
    void start() throws IOException {
        daemon = new GitDaemon(storage, receive -> setUp.accept(receive));
        Path clone = folder.resolve("work");
        new GitCommand(folder).run("init", "--quiet", "-b", "main", clone.toString());
        work = new GitCommand(clone);
        work.run("remote", "add", "origin", daemon.address(id));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void pushesAndClones() throws IOException {
        change("a.txt", "one");
        change("a.txt", "two");
        work.run("tag", "-a", "-m", "first", "v1");
        work.run("push", "origin", "main", "v1");

        GitCommand clone = clone("clone");

        assertThat(clone.run("rev-parse", "HEAD")).isEqualTo(work.run("rev-parse", "main"));
        assertThat(clone.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(folder.resolve("clone/a.txt")).hasContent("two");
        assertThat(clone.run("fsck", "--full", "--strict")).doesNotContain("error", "missing", "dangling");
        assertThat(remoteRefs()).isEqualTo(localRefs());
    }

    @Test
    void fetchesOnlyWhatIsNew() throws IOException {
        for (int i = 0; i < 20; i++) {
            change("f" + i, "content " + i);
        }
        work.run("push", "origin", "main");
        GitCommand clone = clone("clone");
        change("new", "line");
        work.run("push", "origin", "main");

        clone.run("fetch", "origin");

        assertThat(clone.run("rev-parse", "origin/main")).isEqualTo(work.run("rev-parse", "main"));
        assertThat(clone.run("fsck", "--full")).doesNotContain("error", "missing");
    }

    @Test
    void clonesShallowAndWithoutBlobs() throws IOException {
        for (int i = 0; i < 5; i++) {
            change("a.txt", "version " + i);
        }
        work.run("push", "origin", "main");

        GitCommand shallow = clone("shallow", "--depth", "2");
        GitCommand partial = clone("partial", "--filter=blob:none", "--no-checkout");

        assertThat(shallow.run("rev-list", "--count", "HEAD")).isEqualTo("2");
        assertThat(partial.run("rev-list", "--count", "HEAD")).isEqualTo("5");
        assertThat(partial.run("rev-list", "--objects", "--missing=print", "HEAD"))
                .contains("?");
    }

    @Test
    void refusesABranchThatMovedMeanwhile() throws IOException {
        change("a.txt", "one");
        work.run("push", "origin", "main");
        GitCommand other = clone("other");
        Files.writeString(folder.resolve("other/b.txt"), "theirs");
        other.run("add", ".");
        other.run("commit", "--quiet", "-m", "theirs");
        other.run("push", "origin", "main");
        change("a.txt", "mine");

        GitCommand.Output plain = work.attempt("push", "origin", "main");
        GitCommand.Output leased =
                work.attempt("push", "--force-with-lease=main:" + work.run("rev-parse", "main~1"), "origin", "main");

        assertThat(plain.status()).isNotZero();
        assertThat(leased.status()).isNotZero();
        assertThat(remoteRefs()).contains(other.run("rev-parse", "HEAD"));
    }

    @Test
    void pushesAllRefsOrNoneWhenAskedTo() throws IOException {
        change("a.txt", "one");
        work.run("push", "origin", "main", "main:refs/heads/taken");

        GitCommand.Output atomic =
                work.attempt("push", "--atomic", "origin", "main:refs/heads/fine", "main:refs/heads/taken/below");
        GitCommand.Output each = work.attempt("push", "origin", "main:refs/heads/fine", "main:refs/heads/taken/below");

        assertThat(atomic.status()).isNotZero();
        assertThat(each.status()).isNotZero();
        assertThat(each.text()).contains("'refs/heads/taken/below' cannot stand beside 'refs/heads/taken'");
        assertThat(remoteRefs()).contains("refs/heads/fine").doesNotContain("below");
        assertThat(fixture.count("push", id)).isEqualTo(2);
    }

    @Test
    void leavesNothingOfAPushThatAHookRefuses() throws IOException {
        setUp = receive -> receive.setPreReceiveHook((pack, commands) -> commands.forEach(
                command -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "not today")));
        change("a.txt", "one");

        GitCommand.Output push = work.attempt("push", "origin", "main");

        assertThat(push.status()).isNotZero();
        assertThat(push.text()).contains("not today");
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
        work.run("push", "origin", "main");
        change("a.txt", "three");
        work.run("push", "origin", "main");

        List<CommitsReached> reached = fixture.events(id, CommitsReached.class);

        assertThat(reached).hasSize(2);
        assertThat(reached.getLast().commits())
                .extracting(ReachedCommit::id)
                .containsExactly(work.run("rev-parse", "main"));
    }

    @Test
    void equalsTheClientAfterFiftyRandomPushes() throws IOException {
        var random = new Random(2026);
        change("base", "base");
        work.run("push", "origin", "main");
        for (int i = 0; i < 50; i++) {
            String branch = "b" + random.nextInt(6);
            switch (random.nextInt(5)) {
                case 0 -> {
                    work.attempt("branch", "-D", branch);
                    work.attempt("push", "origin", ":refs/heads/" + branch);
                }
                case 1 -> {
                    work.run("tag", "-f", "-a", "-m", "t" + i, "t" + random.nextInt(4));
                    work.run("push", "--force", "--tags", "origin");
                }
                case 2 -> {
                    work.run("checkout", "--quiet", "-B", branch, "main~0");
                    change("forced", "forced " + i);
                    work.run("push", "--force", "origin", branch);
                    work.run("checkout", "--quiet", "main");
                }
                case 3 -> {
                    work.run("branch", "-f", branch, "main");
                    work.run("push", "--force", "origin", branch);
                }
                default -> {
                    change("f" + random.nextInt(10), "content " + i);
                    work.run("push", "origin", "main");
                }
            }
        }

        assertThat(remoteRefs()).isEqualTo(localRefs());
        GitCommand clone = clone("mirror", "--mirror");
        assertThat(refs(clone)).isEqualTo(localRefs());
        assertThat(clone.run("fsck", "--full")).doesNotContain("error", "missing");
    }

    private void change(String file, String text) throws IOException {
        Files.writeString(folder.resolve("work").resolve(file), text);
        work.run("add", ".");
        work.run("commit", "--quiet", "--allow-empty", "-m", text);
    }

    private GitCommand clone(String name, String... options) {
        var arguments = new java.util.ArrayList<>(List.of("clone", "--quiet"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(daemon.address(id), name));
        new GitCommand(folder).run(arguments.toArray(String[]::new));
        return new GitCommand(folder.resolve(name));
    }

    private String localRefs() {
        return refs(work);
    }

    private static String refs(GitCommand repository) {
        return repository.run("for-each-ref", "--format=%(objectname)%09%(refname)", "refs/heads", "refs/tags");
    }

    private String remoteRefs() {
        return work.run("ls-remote", "--refs", "--heads", "--tags", "origin");
    }
}
