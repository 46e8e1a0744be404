package dev.millrace.simulator.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Forge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class GitOverHttpIT {

    @TestHTTPResource("/")
    URI root;

    private final Forge forge = new Forge();
    private Path directory;
    private TestGit here;

    @BeforeEach
    void prepare(@TempDir Path temporary) {
        directory = temporary;
        here = TestGit.in(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void clonesFetchesAndPushesWithAnInstallationToken(String version) throws IOException {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token(forge.install()));
        here.ok("-c", "protocol.version=" + version, "clone", "-q", remote, "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));
        clone.ok("config", "protocol.version", version);

        Files.writeString(directory.resolve("clone/new.txt"), "new\n");
        clone.ok("add", "new.txt");
        clone.ok("commit", "-qm", "New");
        clone.ok("push", "-q", "origin", "HEAD:main", "HEAD:refs/heads/topic", "HEAD:refs/tags/v1");
        String pushed = clone.ok("rev-parse", "HEAD");
        String later =
                forge.push("web", Map.of("files", Map.of("later.txt", "l\n"))).getString("after");
        clone.ok("fetch", "-q", "origin");

        assertThat(forge.ref("web", "refs/heads/topic")).isEqualTo(pushed);
        assertThat(forge.ref("web", "refs/tags/v1")).isEqualTo(pushed);
        assertThat(clone.ok("rev-parse", "origin/main")).isEqualTo(later);
        assertThat(clone.ok("fsck", "--full", "--no-dangling", "--no-progress")).isEmpty();
    }

    @Test
    void takesALargePushInChunksAndGivesItBackShallowAndWhole() throws IOException {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token("ann"));
        here.ok("clone", "-q", remote, "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));
        byte[] noise = new byte[3 << 20];
        for (int i = 0; i < 3; i++) {
            new Random(i).nextBytes(noise);
            Files.write(directory.resolve("clone/noise"), noise);
            clone.ok("add", "noise");
            clone.ok("commit", "-qm", "Noise " + i);
        }

        clone.ok("-c", "http.postBuffer=65536", "push", "-q", "origin", "HEAD:main");

        here.ok("clone", "-q", "--depth", "1", remote, "shallow");
        assertThat(TestGit.in(directory.resolve("shallow")).ok("rev-list", "--count", "HEAD"))
                .isEqualTo("1");
        here.ok("clone", "-q", "--filter=blob:none", "--no-checkout", remote, "partial");
        here.ok("clone", "-q", remote, "whole");
        assertThat(TestGit.in(directory.resolve("whole")).ok("rev-list", "--count", "HEAD"))
                .isEqualTo("4");
        TestGit.in(directory.resolve("whole")).ok("fsck", "--full");
    }

    @Test
    void readsNegotiationsThatGitCompresses() {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token("ann"));
        for (int i = 0; i < 60; i++) {
            forge.push("web", Map.of("branch", "b" + i, "files", Map.of("f" + i, "x\n"), "message", "Commit " + i));
        }
        here.ok("clone", "-q", remote, "clone");
        String tip = forge.push("web", Map.of("files", Map.of("more", "x\n"))).getString("after");
        TestGit clone = TestGit.in(directory.resolve("clone"));

        // sixty unrelated tips make a request of more than 1 KiB, which git sends compressed
        clone.ok("fetch", "-q", "origin");

        assertThat(clone.ok("rev-parse", "origin/main")).isEqualTo(tip);
    }

    @Test
    void givesCommitsThatNoRefNamesAnyMore() {
        String name = forge.repository("web", true);
        String first = forge.ref("web", "refs/heads/main");
        String lost = forge.push("web", Map.of("files", Map.of("a", "1\n"))).getString("after");
        forge.push("web", Map.of("from", first, "files", Map.of("a", "2\n"), "force", true));
        here.ok("init", "-q", "empty");
        TestGit empty = TestGit.in(directory.resolve("empty"));

        empty.ok("fetch", "-q", remote(name, forge.token("ann")), lost);

        assertThat(empty.ok("rev-parse", "FETCH_HEAD")).isEqualTo(lost);
    }

    @Test
    void letsEveryCallerReadWhatIsPublicAndNonePush() {
        String name = forge.repository("docs", false);
        String open = root + name + ".git";

        assertThat(here.run("ls-remote", open).exit()).isZero();
        here.ok("clone", "-q", open, "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));
        assertThat(clone.run("push", "origin", "HEAD:other").err()).contains("could not read Username");
    }

    @Test
    void asksForATokenAndHidesWhatATokenDoesNotCover() {
        String hidden = forge.repository("hidden", true);
        Forge other = new Forge();
        other.repository("theirs", true);
        String foreign = other.token(other.install());

        assertThat(here.run("ls-remote", root + hidden + ".git").err()).contains("could not read Username");
        assertThat(here.run("ls-remote", remote(hidden, "ghs_wrong")).err()).contains("Invalid username or token");
        assertThat(here.run("ls-remote", remote(hidden, foreign)).err()).contains("not found");
        assertThat(here.run("ls-remote", remote(forge.organization() + "/no", forge.token("ann")))
                        .err())
                .contains("not found");
    }

    @Test
    void refusesTokensThatExpired() {
        String name = forge.repository("web", true);
        long installation = forge.install();
        String token = forge.token(installation);
        here.ok("ls-remote", remote(name, token));

        Forge.call("POST", "/installations/" + installation + "/expire-tokens", Map.of());

        assertThat(here.run("ls-remote", remote(name, token)).err()).contains("Invalid username or token");
    }

    @Test
    void refusesToPushWhereTheTokenMayOnlyRead() {
        String name = forge.repository("web", true);
        long installation = Forge.call(
                        "POST",
                        "/installations",
                        Map.of("account", forge.organization(), "permissions", Map.of("contents", "read")))
                .getLong("id");
        here.ok("clone", "-q", remote(name, forge.token(installation)), "clone");

        TestGit.Run answer = TestGit.in(directory.resolve("clone")).run("push", "origin", "HEAD:other");

        assertThat(answer.err()).contains("403");
        assertThat(forge.ref("web", "refs/heads/other")).isNull();
    }

    @Test
    void keepsTheDefaultBranchAndTheRefsOfChanges() {
        String name = forge.repository("web", true);
        here.ok("clone", "-q", remote(name, forge.token("ann")), "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));

        assertThat(clone.run("push", "origin", ":main").err()).contains("refusing to delete the current branch");
        assertThat(clone.run("push", "origin", "HEAD:refs/pull/7/head").err()).contains("hidden ref");
        assertThat(forge.ref("web", "refs/heads/main")).isNotNull();
    }

    @Test
    void refusesPushesThatWouldLoseCommitsUnlessForced() throws IOException {
        String name = forge.repository("web", true);
        here.ok("clone", "-q", remote(name, forge.token("ann")), "clone");
        TestGit clone = TestGit.in(directory.resolve("clone"));
        String ahead = forge.push("web", Map.of("files", Map.of("a", "1\n"))).getString("after");
        Files.writeString(directory.resolve("clone/b"), "2\n");
        clone.ok("add", "b");
        clone.ok("commit", "-qm", "Diverge");

        assertThat(clone.run("push", "origin", "HEAD:main").exit()).isNotZero();
        assertThat(forge.ref("web", "refs/heads/main")).isEqualTo(ahead);
        clone.ok("push", "-q", "--force", "origin", "HEAD:main");
        assertThat(forge.ref("web", "refs/heads/main")).isEqualTo(clone.ok("rev-parse", "HEAD"));
    }

    private String remote(String name, String token) {
        return "http://x-access-token:%s@%s/%s.git".formatted(token, root.getAuthority(), name);
    }
}
