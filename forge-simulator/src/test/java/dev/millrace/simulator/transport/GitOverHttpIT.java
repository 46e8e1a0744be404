package dev.millrace.simulator.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.simulator.Forge;
import dev.millrace.simulator.Git;
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
    private Git here;

    @BeforeEach
    void prepare(@TempDir Path temporary) {
        directory = temporary;
        here = new Git(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void clonesFetchesAndPushesWithAnInstallationToken(String version) throws IOException {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token(forge.install()));
        here.run("-c", "protocol.version=" + version, "clone", "-q", remote, "clone");
        Git clone = new Git(directory.resolve("clone"));
        clone.run("config", "protocol.version", version);

        Files.writeString(directory.resolve("clone/new.txt"), "new\n");
        clone.run("add", "new.txt");
        clone.run("commit", "-qm", "New");
        clone.run("push", "-q", "origin", "HEAD:main", "HEAD:refs/heads/topic", "HEAD:refs/tags/v1");
        String pushed = clone.run("rev-parse", "HEAD");
        String later =
                forge.push("web", Map.of("files", Map.of("later.txt", "l\n"))).getString("after");
        clone.run("fetch", "-q", "origin");

        assertThat(forge.ref("web", "refs/heads/topic")).isEqualTo(pushed);
        assertThat(forge.ref("web", "refs/tags/v1")).isEqualTo(pushed);
        assertThat(clone.run("rev-parse", "origin/main")).isEqualTo(later);
        assertThat(clone.run("fsck", "--full", "--no-dangling", "--no-progress"))
                .isEmpty();
    }

    @Test
    void takesALargePushInChunksAndGivesItBackShallowAndWhole() throws IOException {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token("ann"));
        here.run("clone", "-q", remote, "clone");
        Git clone = new Git(directory.resolve("clone"));
        byte[] noise = new byte[3 << 20];
        for (int i = 0; i < 3; i++) {
            new Random(i).nextBytes(noise);
            Files.write(directory.resolve("clone/noise"), noise);
            clone.run("add", "noise");
            clone.run("commit", "-qm", "Noise " + i);
        }

        clone.run("-c", "http.postBuffer=65536", "push", "-q", "origin", "HEAD:main");

        here.run("clone", "-q", "--depth", "1", remote, "shallow");
        assertThat(new Git(directory.resolve("shallow")).run("rev-list", "--count", "HEAD"))
                .isEqualTo("1");
        here.run("clone", "-q", "--filter=blob:none", "--no-checkout", remote, "partial");
        here.run("clone", "-q", remote, "whole");
        assertThat(new Git(directory.resolve("whole")).run("rev-list", "--count", "HEAD"))
                .isEqualTo("4");
        new Git(directory.resolve("whole")).run("fsck", "--full");
    }

    @Test
    void readsNegotiationsThatGitCompresses() {
        String name = forge.repository("web", true);
        String remote = remote(name, forge.token("ann"));
        for (int i = 0; i < 60; i++) {
            forge.push("web", Map.of("branch", "b" + i, "files", Map.of("f" + i, "x\n"), "message", "Commit " + i));
        }
        here.run("clone", "-q", remote, "clone");
        String tip = forge.push("web", Map.of("files", Map.of("more", "x\n"))).getString("after");
        Git clone = new Git(directory.resolve("clone"));

        // sixty unrelated tips make a request of more than 1 KiB, which git sends compressed
        clone.run("fetch", "-q", "origin");

        assertThat(clone.run("rev-parse", "origin/main")).isEqualTo(tip);
    }

    @Test
    void givesCommitsThatNoRefNamesAnyMore() {
        String name = forge.repository("web", true);
        String first = forge.ref("web", "refs/heads/main");
        String lost = forge.push("web", Map.of("files", Map.of("a", "1\n"))).getString("after");
        forge.push("web", Map.of("from", first, "files", Map.of("a", "2\n"), "force", true));
        here.run("init", "-q", "empty");
        Git empty = new Git(directory.resolve("empty"));

        empty.run("fetch", "-q", remote(name, forge.token("ann")), lost);

        assertThat(empty.run("rev-parse", "FETCH_HEAD")).isEqualTo(lost);
    }

    @Test
    void letsEveryCallerReadWhatIsPublicAndNonePush() {
        String name = forge.repository("docs", false);
        String open = root + name + ".git";

        assertThat(here.attempt("ls-remote", open).exitCode()).isZero();
        here.run("clone", "-q", open, "clone");
        Git clone = new Git(directory.resolve("clone"));
        assertThat(clone.attempt("push", "origin", "HEAD:other").output()).contains("could not read Username");
    }

    @Test
    void asksForATokenAndHidesWhatATokenDoesNotCover() {
        String hidden = forge.repository("hidden", true);
        Forge other = new Forge();
        other.repository("theirs", true);
        String foreign = other.token(other.install());

        assertThat(here.attempt("ls-remote", root + hidden + ".git").output()).contains("could not read Username");
        assertThat(here.attempt("ls-remote", remote(hidden, "ghs_wrong")).output())
                .contains("Invalid username or token");
        assertThat(here.attempt("ls-remote", remote(hidden, foreign)).output()).contains("not found");
        assertThat(here.attempt("ls-remote", remote(forge.organization() + "/no", forge.token("ann")))
                        .output())
                .contains("not found");
    }

    @Test
    void refusesTokensThatExpired() {
        String name = forge.repository("web", true);
        long installation = forge.install();
        String token = forge.token(installation);
        here.run("ls-remote", remote(name, token));

        Forge.call("POST", "/installations/" + installation + "/expire-tokens", Map.of());

        assertThat(here.attempt("ls-remote", remote(name, token)).output()).contains("Invalid username or token");
    }

    @Test
    void refusesToPushWhereTheTokenMayOnlyRead() {
        String name = forge.repository("web", true);
        long installation = Forge.call(
                        "POST",
                        "/installations",
                        Map.of("account", forge.organization(), "permissions", Map.of("contents", "read")))
                .getLong("id");
        here.run("clone", "-q", remote(name, forge.token(installation)), "clone");

        Git.Answer answer = new Git(directory.resolve("clone")).attempt("push", "origin", "HEAD:other");

        assertThat(answer.output()).contains("403");
        assertThat(forge.ref("web", "refs/heads/other")).isNull();
    }

    @Test
    void keepsTheDefaultBranchAndTheRefsOfChanges() {
        String name = forge.repository("web", true);
        here.run("clone", "-q", remote(name, forge.token("ann")), "clone");
        Git clone = new Git(directory.resolve("clone"));

        assertThat(clone.attempt("push", "origin", ":main").output()).contains("refusing to delete the current branch");
        assertThat(clone.attempt("push", "origin", "HEAD:refs/pull/7/head").output())
                .contains("hidden ref");
        assertThat(forge.ref("web", "refs/heads/main")).isNotNull();
    }

    @Test
    void refusesPushesThatWouldLoseCommitsUnlessForced() throws IOException {
        String name = forge.repository("web", true);
        here.run("clone", "-q", remote(name, forge.token("ann")), "clone");
        Git clone = new Git(directory.resolve("clone"));
        String ahead = forge.push("web", Map.of("files", Map.of("a", "1\n"))).getString("after");
        Files.writeString(directory.resolve("clone/b"), "2\n");
        clone.run("add", "b");
        clone.run("commit", "-qm", "Diverge");

        assertThat(clone.attempt("push", "origin", "HEAD:main").exitCode()).isNotZero();
        assertThat(forge.ref("web", "refs/heads/main")).isEqualTo(ahead);
        clone.run("push", "-q", "--force", "origin", "HEAD:main");
        assertThat(forge.ref("web", "refs/heads/main")).isEqualTo(clone.run("rev-parse", "HEAD"));
    }

    private String remote(String name, String token) {
        return "http://x-access-token:%s@%s/%s.git".formatted(token, root.getAuthority(), name);
    }
}
