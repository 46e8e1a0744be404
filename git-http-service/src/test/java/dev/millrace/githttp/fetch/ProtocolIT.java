package dev.millrace.githttp.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class ProtocolIT {

    private final Path folder = TestGit.freshFolder();

    @Inject
    MeterRegistry meters;

    private Team team;
    private TestGit origin;

    @BeforeEach
    void pushAHistory() {
        team = Team.registered().create("acme/widgets");
        origin = TestGit.init(folder.resolve("origin"));
        origin.commit("a.txt", "one");
        origin.commit("b.txt", "two");
        origin.ok("tag", "-a", "v1", "-m", "first");
        origin.ok("remote", "add", "origin", team.remote("acme/widgets"));
        origin.ok("push", "-q", "origin", "main", "v1");
    }

    @Test
    void offersInVersionTwoWhatGitMayAskFor() {
        Run listed = origin.with("GIT_TRACE_PACKET", "1").run("-c", "protocol.version=2", "ls-remote", "origin");

        assertThat(listed.err())
                .contains("< version 2")
                .contains("< ls-refs=unborn")
                .contains("< fetch=shallow wait-for-done filter ref-in-want")
                .contains("< object-info")
                .doesNotContain("< bundle-uri");
    }

    @Test
    void listsTheSameRefsInEveryVersion() {
        List<String> lists = new ArrayList<>();
        for (String version : List.of("0", "1", "2")) {
            Run listed = origin.with("GIT_TRACE_PACKET", "1")
                    .run("-c", "protocol.version=" + version, "ls-remote", "--symref", "origin");
            assertThat(listed.err().contains("< version 1")).isEqualTo(version.equals("1"));
            assertThat(listed.err().contains("< version 2")).isEqualTo(version.equals("2"));
            lists.add(listed.out());
        }

        assertThat(lists.get(0)).isEqualTo(lists.get(1)).isEqualTo(lists.get(2));
        assertThat(lists.get(0).lines())
                .containsExactly(
                        "ref: refs/heads/main\tHEAD",
                        id("main") + "\tHEAD",
                        id("main") + "\trefs/heads/main",
                        id("v1") + "\trefs/tags/v1",
                        id("v1^{}") + "\trefs/tags/v1^{}");
    }

    @Test
    void clonesInVersionOne() {
        TestGit.in(folder).ok("-c", "protocol.version=1", "clone", "-q", team.remote("acme/widgets"), "copy");

        assertThat(TestGit.in(folder.resolve("copy")).ok("fsck", "--full")).isEmpty();
    }

    @Test
    void givesARefByItsName() {
        TestGit copy = TestGit.init(folder.resolve("copy"));

        Run fetched = copy.with("GIT_TRACE_PACKET", "1")
                .run(
                        "-c",
                        "protocol.version=2",
                        "fetch",
                        team.remote("acme/widgets"),
                        "refs/heads/main:refs/heads/got");

        assertThat(fetched.exit()).as(fetched.err()).isZero();
        assertThat(fetched.err()).contains("> want-ref refs/heads/main").contains("< wanted-refs");
        assertThat(copy.ok("rev-parse", "got").strip()).isEqualTo(id("main"));
    }

    @Test
    void negotiatesWithoutAPack() {
        Run common = origin.with("GIT_TRACE_PACKET", "1")
                .run("-c", "protocol.version=2", "fetch", "--negotiate-only", "--negotiation-tip=main", "origin");

        assertThat(common.exit()).as(common.err()).isZero();
        assertThat(common.err()).contains("> wait-for-done");
        assertThat(common.out().lines()).contains(id("main"));
    }

    @Test
    void sendsWhatWasForcedAwayToAClientThatSawItBefore() {
        String before = origin.commit("c.txt", "three");
        origin.ok("push", "-q", "origin", "main");
        origin.ok("reset", "-q", "--hard", "HEAD~1");
        origin.ok("push", "-q", "--force", "origin", "main");
        TestGit copy = TestGit.init(folder.resolve("copy"));

        copy.ok("fetch", "-q", team.remote("acme/widgets"), before);

        assertThat(copy.ok("rev-parse", "FETCH_HEAD").strip()).isEqualTo(before);
    }

    @Test
    void reportsTheSizeOfAnObject() {
        RawHttp.Answer answer =
                post("0017command=object-info0001" + "0009size\n" + packet("oid " + id("main:a.txt")) + "0000");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("size").contains(id("main:a.txt") + " 3");
    }

    @Test
    void reportsSizesToAClientThatSendsItsCapabilities() { // #9.15
        String unknown = "1".repeat(40);

        RawHttp.Answer answer = post(packet("command=object-info")
                + packet("agent=git/2.39.5")
                + packet("object-format=sha1")
                + "0001"
                + "0009size\n"
                + packet("oid " + id("main:a.txt"))
                + packet("oid " + unknown)
                + "0000");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("size", id("main:a.txt") + " 3", unknown + " ")
                .doesNotContain("ERR");
    }

    @Test
    void reportsWhatIsWrongWithAMalformedRequest() { // #9.15
        assertThat(post("").body()).contains("ERR the request is empty");
        assertThat(post("0011command=fetch0001").body()).contains("ERR the request ends without a flush packet");
        assertThat(post("0011comm").body()).contains("ERR the request ends in the middle of a packet");
        assertThat(post("zzzz").body()).contains("ERR ");
        assertThat(post("0011command=fetch0001000dwant 12340000").body()).contains("ERR 'want' is not followed by");
    }

    @Test
    void repositoriesAreOfSha1() {
        RawHttp.Answer answer =
                post(packet("command=ls-refs") + packet("object-format=sha256") + "0001" + "0009peel\n" + "0000");

        assertThat(answer.body()).contains("ERR object-format=sha256 is not supported here");
    }

    @Test
    void packsOnceForClientsThatCloneAtTheSameTime() throws Exception {
        double before =
                meters.get("millrace.git.http.clones.joined").functionCounter().count();

        List<Future<Run>> clones = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String name = "copy" + i;
                clones.add(
                        threads.submit(() -> TestGit.in(folder).run("clone", "-q", team.remote("acme/widgets"), name)));
            }
            for (Future<Run> clone : clones) {
                assertThat(clone.get().exit()).as(clone.get().err()).isZero();
            }
        }

        assertThat(meters.get("millrace.git.http.clones.joined")
                                .functionCounter()
                                .count()
                        - before)
                .isEqualTo(3);
        await().untilAsserted(() -> assertThat(
                        meters.get("millrace.git.http.clones").gauge().value())
                .isZero());
        assertThat(TestGit.in(folder.resolve("copy3")).ok("fsck", "--full")).isEmpty();
    }

    private RawHttp.Answer post(String body) {
        Map<String, String> headers = RawHttp.basic(team.token("acme/widgets", "git:read"));
        headers.put("Content-Type", "application/x-git-upload-pack-request");
        headers.put("Git-Protocol", "version=2");
        return RawHttp.send(
                "POST", "/acme/widgets.git/git-upload-pack", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String packet(String line) {
        return "%04x%s\n".formatted(line.length() + 5, line);
    }

    private String id(String revision) {
        return origin.ok("rev-parse", revision).strip();
    }
}
