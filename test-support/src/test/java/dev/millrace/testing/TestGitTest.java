package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGitTest {

    @TempDir
    Path folder;

    @Test
    void commitsAsTheSameAuthorOnEveryMachine() {
        TestGit git = TestGit.init(folder);

        String commit = git.commit("src/a.txt", "hello\n");

        assertThat(git.ok("log", "--format=%H %an %ae %cn %ce"))
                .isEqualTo(commit + " Ann ann@example.com Ann ann@example.com");
        assertThat(git.refs()).containsOnlyKeys("refs/heads/main").containsValue(commit);
        assertThat(git.run("show", "HEAD:src/a.txt").out()).isEqualTo("hello\n");
    }

    @Test
    void listsBranchesAndTagsAtAnAddress() {
        TestGit git = TestGit.init(folder);
        git.commit("a.txt", "a");
        git.ok("tag", "-a", "-m", "one", "v1");
        git.ok("update-ref", "refs/notes/commits", "HEAD");

        assertThat(TestGit.in(folder).refsAt(folder.toUri().toString()))
                .isEqualTo(git.refs())
                .containsOnlyKeys("refs/heads/main", "refs/tags/v1");
    }

    @Test
    void removesVariablesOfTheCallerThatChangeGit() {
        var environment = new HashMap<String, String>();
        environment.put("GIT_DIR", "/elsewhere");
        environment.put("GIT_CONFIG_PARAMETERS", "'core.bare=true'");
        environment.put("PATH", "/usr/bin");

        TestGit.isolate(environment);

        assertThat(environment)
                .doesNotContainKeys("GIT_DIR", "GIT_CONFIG_PARAMETERS")
                .containsEntry("PATH", "/usr/bin")
                .containsEntry("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    @Test
    void readsNoConfigurationButTheGiven() {
        TestGit git = TestGit.in(folder).configured("a.first", "1").configured("a.second", "2");

        assertThat(git.configured("a.first", "3").ok("config", "--get", "a.first"))
                .isEqualTo("3");
        assertThat(git.ok("config", "--list")).isEqualTo("a.first=1\na.second=2");
    }

    @Test
    void reportsStandardErrorOfACommandThatFails() {
        TestGit git = TestGit.init(folder);

        assertThatThrownBy(() -> git.ok("rev-parse", "--verify", "no-such-branch"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("git rev-parse --verify no-such-branch exited with 128")
                .hasMessageContaining("fatal: Needed a single revision");
        assertThat(git.run("rev-parse", "--verify", "no-such-branch").exit()).isEqualTo(128);
    }

    @Test
    void passesStandardInput() {
        TestGit git = TestGit.initBare(folder);

        String blob = git.okWith("hello", "hash-object", "-w", "--stdin");

        assertThat(git.ok("cat-file", "blob", blob)).isEqualTo("hello");
    }

    @Test
    void toleratesACommandThatEndsWithoutReadingItsInput() {
        // more than a pipe holds
        byte[] input = new byte[1 << 20];

        assertThat(TestGit.in(folder).run(input, "--version").exit()).isZero();
    }

    @Test
    void returnsWhenGitEndsThoughAChildStillHasItsOutput() throws Exception {
        TestGit git = TestGit.in(folder).configured("alias.leave", "!sleep 60 & echo $!");

        TestGit.Run run = git.withTimeout(Duration.ofSeconds(30)).run("leave");

        assertThat(ProcessHandle.of(Long.parseLong(run.out().strip())))
                .hasValueSatisfying(child -> assertThat(child.destroyForcibly()).isTrue());
    }

    @Test
    void killsACommandThatDoesNotEndWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        TestGit git = TestGit.in(folder)
                .configured("alias.hang", "!echo $$ > '%s'; echo waiting >&2; sleep 60; true".formatted(pid))
                .withTimeout(Duration.ofSeconds(2));

        assertThatThrownBy(() -> git.run("hang"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within PT2S: waiting");

        var child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(child.filter(ProcessHandle::isAlive)).isEmpty());
    }
}
