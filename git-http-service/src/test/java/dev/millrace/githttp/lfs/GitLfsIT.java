package dev.millrace.githttp.lfs;

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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class GitLfsIT {

    private final Path folder = TestGit.freshFolder();
    private final byte[] large = LfsClient.bytes(1, 12_345_678);
    private Team team;
    private LfsClient lfs;
    private TestGit origin;

    @BeforeEach
    void pushLargeFiles() throws IOException {
        team = Team.registered().create("acme/widgets");
        lfs = LfsClient.configured(folder);
        origin = lfs.init(folder.resolve("origin"), team.remote("acme/widgets"));
        add("large.bin", large);
        add("small.bin", LfsClient.bytes(2, 100));
        add("none.bin", new byte[0]);
        origin.ok("push", "-q", "origin", "main");
    }

    @Test
    void clonesWhatWasPushed() {
        TestGit copy = clone("copy");

        assertThat(folder.resolve("copy/large.bin")).hasBinaryContent(large);
        assertThat(folder.resolve("copy/small.bin")).hasBinaryContent(LfsClient.bytes(2, 100));
        assertThat(folder.resolve("copy/none.bin")).isEmptyFile();
        assertThat(copy.ok("cat-file", "-p", "HEAD:large.bin"))
                .contains("oid sha256:" + LfsClient.oid(large), "size 12345678");
        assertThat(copy.ok("lfs", "fsck")).contains("Git LFS fsck OK");
        assertThat(copy.ok("status", "--porcelain")).isEmpty();
    }

    @Test
    void uploadsAnObjectOnce() {
        Run push =
                origin.with("GIT_CURL_VERBOSE", "1").run("lfs", "push", "--object-id", "origin", LfsClient.oid(large));

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(push.err())
                .contains("POST /acme/widgets.git/info/lfs/objects/batch")
                .doesNotContain("PUT /");
    }

    @Test
    void resumesADownload() throws IOException {
        TestGit copy = lfs.in(folder);
        copy.with("GIT_LFS_SKIP_SMUDGE", "1").ok("clone", "-q", team.remote("acme/widgets"), "copy");
        Path part = folder.resolve("copy/.git/lfs/incomplete/" + LfsClient.oid(large) + ".part");
        Files.createDirectories(part.getParent());
        Files.write(part, Arrays.copyOf(large, 5_000_000));

        Run pull = lfs.in(folder.resolve("copy")).with("GIT_CURL_VERBOSE", "1").run("lfs", "pull");

        assertThat(pull.exit()).as(pull.err()).isZero();
        assertThat(pull.err())
                .contains("Range: bytes=5000000-12345677", "206 Partial Content", "bytes 5000000-12345677/12345678");
        assertThat(folder.resolve("copy/large.bin")).hasBinaryContent(large);
    }

    @Test
    void keepsOthersFromPushingALockedFile() throws IOException {
        origin.ok("lfs", "lock", "large.bin");
        var claims = team.claims("acme/widgets", "git:write");
        claims.setSubject("bob");
        String bobs = team.remote("acme/widgets", team.sign(claims));
        lfs.in(folder).ok("clone", "-q", bobs, "bob");
        TestGit bob = lfs.in(folder.resolve("bob"));
        bob.ok("lfs", "install", "--local");
        bob.ok("config", "lfs.locksverify", "true");
        Files.write(folder.resolve("bob/large.bin"), LfsClient.bytes(3, 50));
        bob.ok("commit", "-q", "-a", "-m", "change a locked file");

        Run refused = bob.run("push", "origin", "main");
        Run lock = bob.run("lfs", "lock", "large.bin");
        String listed = bob.ok("lfs", "locks");
        bob.ok("lfs", "unlock", "--force", "large.bin");
        bob.ok("push", "-q", "origin", "main");

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.err()).contains("Cannot update locked files");
        assertThat(refused.out() + refused.err()).contains("large.bin");
        assertThat(lock.exit()).isNotZero();
        assertThat(lock.err()).contains("already locked by");
        assertThat(listed).contains("large.bin");
        assertThat(bob.ok("lfs", "locks")).doesNotContain("large.bin");
    }

    @Test
    void reportsThatTheTokenHasExpired() {
        var claims = team.claims("acme/widgets", "git:read");
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 3600));
        TestGit copy = skippingClone();

        Run pull = copy.run(
                "-c", "lfs.url=" + team.remote("acme/widgets", team.sign(claims)) + "/info/lfs", "lfs", "pull");

        assertThat(pull.exit()).isNotZero();
        assertThat(pull.err()).containsIgnoringCase("credentials");
        assertThat(folder.resolve("copy/small.bin")).content().startsWith("version https://git-lfs");
    }

    @Test
    void refusesToTakeObjectsFromAReader() throws IOException {
        add("new.bin", LfsClient.bytes(4, 1000));
        String reader = team.remote("acme/widgets", team.token("acme/widgets", "git:read"));

        Run push = origin.run("lfs", "push", reader, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("git:write");
    }

    @Test
    void sendsTheHeaderOfAnExtraHeaderOnce() throws IOException { // #9.21
        String plain = team.remote("acme/widgets").replaceFirst("//[^@]*@", "//");
        String address = plain.substring(0, plain.indexOf("/acme"));
        origin.ok("remote", "set-url", "origin", plain);
        origin.ok(
                "config",
                "http." + address + "/.extraHeader",
                "Authorization: Bearer " + team.token("acme/widgets", "git:write"));
        add("new.bin", LfsClient.bytes(4, 1000));

        Run push = origin.with("GIT_CURL_VERBOSE", "1").run("push", "origin", "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(List.of(push.err().split("(?m)^> (?=PUT |POST )")))
                .filteredOn(request -> request.startsWith("PUT "))
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request.split("> Authorization: ", -1)).hasSize(2));
    }

    private TestGit clone(String name) {
        lfs.in(folder).ok("clone", "-q", team.remote("acme/widgets"), name);
        return lfs.in(folder.resolve(name));
    }

    private TestGit skippingClone() {
        lfs.in(folder).with("GIT_LFS_SKIP_SMUDGE", "1").ok("clone", "-q", team.remote("acme/widgets"), "copy");
        return lfs.in(folder.resolve("copy"));
    }

    private void add(String file, byte[] content) throws IOException {
        Files.write(origin.folder().resolve(file), content);
        origin.ok("add", "--", file);
        origin.ok("commit", "-q", "-m", "add " + file);
    }
}
