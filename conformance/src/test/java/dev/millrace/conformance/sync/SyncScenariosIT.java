package dev.millrace.conformance.sync;

import static dev.millrace.conformance.sync.SyncPlatform.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.process.NodeProject;
import dev.millrace.conformance.sync.SyncPlatform.Mirror;
import dev.millrace.standalone.client.JsonClient;
import dev.millrace.testing.DebianTools;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What forges do to mirrors: created over the API of git-http-service, synced by sync-worker-service, read by git. */
@Execution(ExecutionMode.CONCURRENT)
class SyncScenariosIT {

    private static SyncPlatform platform;

    @BeforeAll
    static void start() throws Exception {
        DebianTools.need("nginx", "nginx-light");
        DebianTools.need("fcgiwrap", "fcgiwrap");
        platform = SyncPlatform.start(Path.of("target/sync-scenarios").toAbsolutePath());
    }

    /** Everything written is checked at the end, since it then covers all scenarios. */
    @AfterAll
    static void lookAtWhatWasWrittenAndStop() throws Exception {
        if (platform != null) {
            try (SyncPlatform closed = platform) {
                closed.assertNoSecretWritten();
            }
        }
    }

    @Test
    void followsEveryKindOfForge() {
        List<Mirror> mirrors = new ArrayList<>();
        for (Forge forge : Forge.values()) {
            String owner = switch (forge) {
                case GITLAB -> "group/sub";
                case SOURCEHUT -> "~ann";
                default -> "ann";
            };
            UpstreamGit upstream = platform.forges().create(forge, owner, "tool");
            upstream.git("tag", "-a", "-m", "one", "v1", upstream.push("main", "first"));
            if (forge == Forge.GITHUB) {
                platform.install(upstream);
            }
            mirrors.add(platform.follow(upstream));
        }

        mirrors.forEach(platform::awaitEqual);

        mirrors.forEach(mirror -> mirror.upstream().push("main", "second"));
        mirrors.forEach(platform::pull);
        mirrors.forEach(platform::awaitEqual);
    }

    @Test
    void givesTheOfficialSdkTheSameOnMirrors() throws IOException, InterruptedException {
        NodeProject.runTests(
                platform.sdkSettings(),
                Duration.ofMinutes(5),
                List.of("repository-api.test.mjs", "repository-variants.test.mjs"));
    }

    @Test
    void followsWhateverHappensToRefs() {
        UpstreamGit upstream = platform.upstream();
        String first = upstream.push("main", "first");
        upstream.push("topic", "aside");
        upstream.git("tag", "v1", first);
        Mirror mirror = platform.follow(upstream);
        platform.awaitEqual(mirror);

        upstream.set("refs/heads/main", upstream.commit("a.txt", "forced"));
        platform.pullAndAwaitEqual(mirror);

        upstream.git("tag", "-f", "v1", "main");
        platform.pullAndAwaitEqual(mirror);

        // a branch becomes a directory of branches, and one such directory a branch
        upstream.git("update-ref", "-d", "refs/heads/topic");
        upstream.push("topic/one", "one");
        platform.pullAndAwaitEqual(mirror);
        upstream.git("update-ref", "-d", "refs/heads/topic/one");
        upstream.push("topic", "again");
        platform.pullAndAwaitEqual(mirror);

        upstream.git("branch", "-m", "main", "trunk");
        upstream.git("symbolic-ref", "HEAD", "refs/heads/trunk");
        platform.pullAndAwaitEqual(mirror);
        assertThat(platform.defaultBranch(mirror)).isEqualTo("trunk");

        upstream.git("update-ref", "--no-deref", "HEAD", first);
        platform.pullAndAwaitEqual(mirror);
        assertThat(platform.head(mirror)).isEqualTo(first);

        // a HEAD that leads nowhere is not advertised; it is followed once its branch exists
        upstream.git("symbolic-ref", "HEAD", "refs/heads/unborn");
        upstream.push("topic", "moves while HEAD leads nowhere");
        platform.pull(mirror);
        within(20).untilAsserted(() -> assertThat(platform.refs(mirror)).isEqualTo(upstream.refs()));
        upstream.push("unborn", "born");
        platform.pullAndAwaitEqual(mirror);
        assertThat(platform.defaultBranch(mirror)).isEqualTo("unborn");
    }

    @Test
    void followsAnEmptyRepositoryToItsFirstCommit() {
        UpstreamGit upstream = platform.upstream();
        upstream.git("symbolic-ref", "HEAD", "refs/heads/dev");
        Mirror mirror = platform.follow(upstream);
        platform.awaitState(mirror, "CURRENT");

        upstream.push("dev", "born");
        platform.pullAndAwaitEqual(mirror);

        assertThat(platform.defaultBranch(mirror)).isEqualTo("dev");
    }

    @Test
    void followsAHundredThousandRefs() {
        // each poll reads all of them
        ConditionFactory timeout = within(120).pollInterval(Duration.ofSeconds(2));
        UpstreamGit upstream = platform.upstream();
        String first = upstream.push("main", "first");
        upstream.packTags(IntStream.range(0, 100_000).mapToObj("build/%05d"::formatted), first);
        Mirror mirror = platform.follow(upstream);
        platform.awaitEqual(mirror, timeout);

        String second = upstream.push("main", "second");
        upstream.updateRefs(IntStream.range(0, 2_000)
                .mapToObj(number -> number % 2 == 0
                        ? "delete refs/tags/build/%05d\n".formatted(number)
                        : "update refs/tags/build/%05d %s\n".formatted(number, second))
                .collect(Collectors.joining()));

        platform.pull(mirror);
        platform.awaitEqual(mirror, timeout);
    }

    @Test
    void asksOnceMoreWhenTheLoginIsRefusedInTheMiddle() {
        UpstreamGit upstream = platform.forges().create(Forge.GITHUB, "ann", "hourly");
        upstream.push("main", "first");
        platform.install(upstream);
        upstream.fault("answer", "Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"forge\"\r\n\r\n");

        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);
        assertThat(platform.errors(mirror)).isEmpty();
    }

    /**
     * JGit repeats the request. {@code TransportHttp.Service.sendRequest} answers a 401 with the scheme that the server
     * offers; our credentials provider has nothing for it, and JGit takes that for a failure of the scheme: it sends
     * the same request once more without one. Our connections carry the credential themselves, so the second attempt is
     * authenticated as the first was. A second 401 is final: {@code UpstreamTroubleIT} of the sync worker.
     */
    @Test
    void asksOnceMoreWhenTheStoredCredentialIsRefusedInTheMiddle() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        upstream.fault("answer", "Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"forge\"\r\n\r\n");

        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);
        assertThat(platform.errors(mirror)).isEmpty();
    }

    @Test
    void staysAwayForAsLongAsTheForgeAsks() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        upstream.fault("refs", "Status: 429 Too Many Requests\r\nRetry-After: 2\r\n\r\n");
        long begin = System.nanoTime();
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(platform.errors(mirror))
                .anySatisfy(error -> assertThat(error).contains("too often"));
    }

    @Test
    void leavesAForgeThatDripsAndTriesAgain() {
        UpstreamGit upstream = platform.upstream();
        upstream.pushIncompressible("main", 20_000);
        upstream.fault("drip", "");
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(platform.errors(mirror))
                .anySatisfy(error -> assertThat(error).contains("too slow"));
    }

    @Test
    void takesNothingOfAPackThatBreaksOffAndTriesAgain() {
        UpstreamGit upstream = platform.upstream();
        upstream.pushIncompressible("main", 20_000);
        upstream.fault("truncate", "");
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(platform.errors(mirror)).isNotEmpty();
    }

    @Test
    void leavesOutABranchThatLostAnObjectAndMirrorsTheOthers() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        String broken = upstream.push("broken", "lost");
        upstream.lose(upstream.git("rev-parse", broken + ":a.txt"));
        Mirror mirror = platform.follow(upstream);

        within(20).untilAsserted(() -> {
            assertThat(platform.refs(mirror)).containsOnlyKeys("refs/heads/main");
            assertThat(platform.status(mirror).path("faults").toString()).contains("refs/heads/broken");
        });
        platform.fsck(mirror);
    }

    @Test
    void followsAHistoryThatIsRewrittenBetweenListingAndFetch() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        String next = upstream.commit("a.txt", "rewritten");
        // the listed objects are no longer served
        upstream.fault("before", "git update-ref refs/heads/main %s && git prune --expire=now\n".formatted(next));
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(platform.refs(mirror)).containsEntry("refs/heads/main", next);
    }

    @Test
    void followsNoRedirectToAnotherHost() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        upstream.fault(
                "refs",
                "Status: 302 Found\r\nLocation: https://%s/x.git/info/refs?service=git-upload-pack\r\n\r\n"
                        .formatted(platform.forges().authority(Forge.OPEN)));
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(platform.errors(mirror))
                .anySatisfy(error -> assertThat(error).contains("another host"));
    }

    @Test
    void repeatsNothingOfACredentialThatAForgeReturns() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        upstream.fault("chatter", "");
        Mirror mirror = platform.follow(upstream);

        platform.awaitEqual(mirror);

        assertThat(platform.errors(mirror))
                .anySatisfy(error -> assertThat(error).contains("who is"));
    }

    @Test
    void sendsPushesToTheForgeFirst() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        upstream.git("config", "http.receivepack", "true");
        Mirror mirror = platform.follow(upstream);
        platform.awaitEqual(mirror);
        Path work = platform.folder().resolve("work" + platform.number());
        TestGit.in(platform.folder()).ok("clone", "-q", platform.remote(mirror), work.toString());
        TestGit.in(work).ok("commit", "-q", "--allow-empty", "-m", "through the mirror");

        TestGit.in(work).ok("push", "-q", "origin", "main", "main:refs/heads/other");

        String pushed = TestGit.in(work).ok("rev-parse", "main");
        assertThat(upstream.refs())
                .isEqualTo(Map.of("refs/heads/main", pushed, "refs/heads/other", pushed))
                .isEqualTo(platform.refs(mirror));

        upstream.git("config", "receive.denyDeletes", "true");
        Run delete = TestGit.in(work).run("push", "-q", "origin", ":other");
        assertThat(delete.exit()).isNotZero();
        assertThat(delete.err()).contains("deletion prohibited");
        assertThat(platform.refs(mirror)).isEqualTo(upstream.refs()).containsKey("refs/heads/other");
    }

    @Test
    void makesNoMirrorOfAPrivateAddress() { // #9.10
        Map<String, Object> upstream = Map.of(
                "provider",
                "gitea",
                "owner",
                "ann",
                "name",
                "tool",
                "upstream_host",
                "10.1.2.3",
                "auth",
                Map.of("auth_type", "public"));

        JsonClient.Answer answer = platform.api("private" + platform.number())
                .ask("POST", "/api/v1/repos", Optional.of(Map.of("base_repo", upstream)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("error").asText()).contains("not a public address");
    }

    @Test
    void mirrorsLargeFiles() throws IOException, InterruptedException {
        UpstreamGit upstream = platform.upstream();
        byte[] large = "large".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        String pointer = upstream.large(
                large,
                "https://%s/%s.git/info/lfs/objects"
                        .formatted(
                                platform.forges().authority(upstream.forge()),
                                upstream.owner() + "/" + upstream.name()));
        upstream.set(
                "refs/heads/main",
                upstream.commit(
                        Map.of(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n", "a.bin", pointer)));
        Mirror mirror = platform.follow(upstream);
        platform.awaitEqual(mirror);

        within(10)
                .untilAsserted(() -> assertThat(platform.largeFile(mirror, UpstreamGit.sha256(large), large.length))
                        .isEqualTo(large));
    }

    @Test
    void waitsForACommitThatIsPushedLater() {
        UpstreamGit upstream = platform.upstream();
        String first = upstream.push("main", "first");
        Mirror mirror = platform.follow(upstream);
        platform.awaitEqual(mirror);
        String later = upstream.commit("a.txt", "later", first);

        platform.api(mirror.name()).post("/api/v1/repos/pull-upstream", Map.of("after", later));
        // the pull did not find the commit
        within(10).untilAsserted(() -> assertThat(platform.runs(mirror)).hasSizeGreaterThan(1));
        upstream.set("refs/heads/main", later);

        // no client requests another pull
        platform.awaitEqual(mirror);
    }

    @Test
    void stopsWithTheConnectionAndWithTheRepository() {
        UpstreamGit upstream = platform.upstream();
        upstream.push("main", "first");
        Mirror detached = platform.follow(upstream);
        Mirror deleted = platform.follow(upstream);
        platform.awaitEqual(detached);
        platform.awaitEqual(deleted);
        Map<String, String> before = platform.refs(detached);

        assertThat(platform.api(detached.name())
                        .ask("DELETE", "/api/v1/repos/base", Optional.empty())
                        .status())
                .isEqualTo(200);
        assertThat(platform.api(deleted.name())
                        .ask("DELETE", "/api/v1/repos/delete", Optional.empty())
                        .status())
                .isEqualTo(200);
        upstream.push("main", "not followed");

        for (Mirror each : List.of(detached, deleted)) {
            within(10)
                    .untilAsserted(() -> assertThat(platform.state(each.name())
                                    .ask("GET", "/api/syncs/" + each.name(), Optional.empty())
                                    .status())
                            .isEqualTo(404));
        }
        assertThat(platform.refs(detached)).isEqualTo(before);
    }
}
