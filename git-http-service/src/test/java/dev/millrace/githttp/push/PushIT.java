package dev.millrace.githttp.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Topic;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.Team;
import dev.millrace.testing.HandmadePack;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.eclipse.jgit.transport.PacketLineOut;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes of real git: which refs move, and which messages a user gets. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class PushIT {

    @Inject
    Catalog catalog;

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
    void createsMovesForcesAndDeletesRefs() {
        String first = work.ok("rev-parse", "HEAD").strip();
        String second = work.commit("README.md", "two");
        work.ok("tag", "-a", "v1", "-m", "first");

        work.ok("push", "-q", "origin", "main", "v1", "HEAD:refs/heads/feature/a", "HEAD:refs/notes/x");
        assertThat(pushed.refs())
                .containsExactlyInAnyOrder(
                        second + " HEAD",
                        second + " refs/heads/feature/a",
                        second + " refs/heads/main",
                        second + " refs/notes/x",
                        work.ok("rev-parse", "v1").strip() + " refs/tags/v1");

        work.ok(
                "push",
                "-q",
                "origin",
                "+" + first + ":refs/heads/main",
                ":refs/heads/feature/a",
                ":v1",
                ":refs/notes/x");
        assertThat(pushed.refs()).containsExactlyInAnyOrder(first + " HEAD", first + " refs/heads/main");
    }

    @Test
    void leavesABranchThatWouldLoseCommitsUnlessForced() {
        String first = work.ok("rev-parse", "HEAD").strip();
        work.commit("README.md", "two");
        work.ok("push", "-q", "origin", "main");
        work.ok("reset", "-q", "--hard", first);
        String other = work.commit("README.md", "another two");

        Run plain = work.run("push", "origin", "main");
        Run stale = work.run("push", "--force-with-lease=main:" + first, "origin", "main");
        assertThat(plain.exit()).isNotZero();
        assertThat(stale.exit()).isNotZero();
        assertThat(plain.err()).contains("[rejected]");

        work.ok("push", "-q", "--force", "origin", "main");
        assertThat(pushed.refs()).contains(other + " refs/heads/main");
    }

    @Test
    void movesAllOrNothingWhenAskedTo() {
        String first = work.ok("rev-parse", "HEAD").strip();
        work.commit("README.md", "two");
        work.ok("push", "-q", "origin", "HEAD:refs/heads/a");

        Run push = work.run("push", "--atomic", "origin", "HEAD:refs/heads/new", "HEAD:refs/heads/a/b");

        assertThat(push.exit()).isNotZero();
        assertThat(pushed.refs()).noneMatch(ref -> ref.endsWith("refs/heads/new") || ref.endsWith("a/b"));
        work.ok("push", "-q", "--atomic", "origin", first + ":refs/heads/new", "HEAD:refs/heads/b");
        assertThat(pushed.refs()).contains(first + " refs/heads/new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000000000", "1048576"})
    void takesALargePushWholeOrInChunks(String postBuffer) throws IOException {
        byte[] noise = new byte[5_000_000];
        new Random(7).nextBytes(noise);
        Files.write(work.folder().resolve("noise.bin"), noise);
        work.ok("add", "noise.bin");
        work.ok("commit", "-q", "-m", "noise");
        String tip = work.ok("rev-parse", "HEAD").strip();

        work.ok("-c", "http.postBuffer=" + postBuffer, "push", "-q", "origin", "main");

        TestGit.in(folder).ok("clone", "-q", team.remote("acme/widgets"), "copy");
        TestGit copy = TestGit.in(folder.resolve("copy"));
        assertThat(copy.ok("rev-parse", "HEAD").strip()).isEqualTo(tip);
        assertThat(copy.ok("fsck", "--full", "--strict")).isEmpty();
        assertThat(copy.folder().resolve("noise.bin")).hasBinaryContent(noise);
    }

    @Test
    void letsOneOfTwoPushesFromTheSameStateWin() throws Exception {
        List<TestGit> rivals = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestGit.in(folder).ok("clone", "-q", team.remote("acme/widgets"), "rival-" + i);
            TestGit rival = TestGit.in(folder.resolve("rival-" + i));
            rival.commit("README.md", "by rival " + i);
            rivals.add(rival);
        }

        List<Run> runs;
        try (var together = Executors.newFixedThreadPool(rivals.size())) {
            List<Callable<Run>> pushes = rivals.stream()
                    .<Callable<Run>>map(rival -> () -> rival.run("push", "origin", "main"))
                    .toList();
            runs = together.invokeAll(pushes).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        assertThat(runs.stream().filter(run -> run.exit() == 0)).hasSize(1);
        String winner = rivals.get(runs.indexOf(
                        runs.stream().filter(run -> run.exit() == 0).findFirst().orElseThrow()))
                .ok("rev-parse", "HEAD")
                .strip();
        assertThat(pushed.refs()).contains(winner + " refs/heads/main");
        assertThat(runs.stream().filter(run -> run.exit() != 0).map(Run::err))
                .allMatch(err -> err.contains("rejected"));
    }

    @Test
    void pointsHeadToTheFirstBranchThatArrives() {
        team.create("acme/old");

        work.ok("push", "-q", team.remote("acme/old"), "main:refs/heads/master", "main:refs/heads/a");

        String listed = work.ok("ls-remote", "--symref", team.remote("acme/old"), "HEAD");
        assertThat(listed).contains("ref: refs/heads/master\tHEAD");
        TestGit.in(folder).ok("clone", "-q", team.remote("acme/old"), "old");
        assertThat(folder.resolve("old/README.md")).hasContent("one");
    }

    @Test
    void keepsADefaultBranchThatWasNamedWhateverIsPushedFirst() { // #9.12
        team.as(team.token("acme/named", "repo:write"))
                .body("{\"default_branch\":\"trunk\"}")
                .post("/api/v1/repos")
                .then()
                .statusCode(201);

        work.ok("push", "-q", team.remote("acme/named"), "main:refs/heads/master");

        StoredRepository named = catalog.find(team.slug(), "acme/named").orElseThrow();
        assertThat(named.head()).isEqualTo("refs/heads/trunk");
        work.ok("push", "-q", team.remote("acme/named"), "main:refs/heads/trunk");
        assertThat(work.ok("ls-remote", "--symref", team.remote("acme/named"), "HEAD"))
                .contains("ref: refs/heads/trunk\tHEAD");
    }

    @Test
    void keepsTheDefaultBranch() {
        Run push = work.run("push", "origin", ":main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("the default branch cannot be deleted");
    }

    @Test
    void obeysThePoliciesOfTheToken() throws Exception {
        JwtClaims claims = team.claims("acme/widgets", "git:write");
        claims.setClaim(
                "refs",
                List.of(
                        List.of("refs/heads/free/*", List.of()),
                        List.of("main", List.of("no-force-push")),
                        List.of("*", List.of("no-push"))));
        String remote = team.remote("acme/widgets", team.sign(claims));
        work.commit("README.md", "two");
        work.ok("push", "-q", remote, "main", "HEAD:refs/heads/free/as/a/bird");

        Run elsewhere = work.run("push", remote, "HEAD:refs/heads/other", "HEAD:refs/tags/v1");
        Run forced = work.run("push", remote, "+HEAD~1:main");

        assertThat(elsewhere.err()).contains("push denied by policy");
        assertThat(forced.err()).contains("force push denied by policy");
        assertThat(pushed.refs()).noneMatch(ref -> ref.endsWith("other") || ref.endsWith("v1"));
    }

    @Test
    void leavesNothingOfAPushThatIsRejected() {
        String lost = work.ok("commit-tree", "-m", "lost", "main^{tree}").strip();
        JwtClaims claims = team.claims("acme/widgets", "git:write");
        claims.setClaim("refs", List.of(List.of("*", List.of("no-push"))));

        Run push = work.run("push", team.remote("acme/widgets", team.sign(claims)), lost + ":refs/heads/x");

        assertThat(push.exit()).isNotZero();
        TestGit copy = TestGit.init(folder.resolve("copy"));
        Run fetch = copy.run("fetch", team.remote("acme/widgets"), lost);
        assertThat(fetch.exit()).isNotZero();
        assertThat(fetch.err()).contains("not valid");
    }

    @Test
    void rejectsTwoCommandsForOneRef() throws IOException {
        String tip = work.ok("rev-parse", "HEAD").strip();
        String create = "0".repeat(40) + " " + tip + " refs/heads/";
        var body = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(body);
        lines.writeString(create + "twice\0report-status");
        lines.writeString(create + "twice");
        lines.writeString(create + "once");
        lines.end();
        body.writeBytes(new HandmadePack(0).finish());

        Map<String, String> headers = RawHttp.basic(team.token("acme/widgets", "git:write"));
        headers.put("Content-Type", "application/x-git-receive-pack-request");

        RawHttp.Answer answer = RawHttp.send("POST", "/acme/widgets.git/git-receive-pack", headers, body.toByteArray());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("unpack ok")
                .contains("ng refs/heads/twice multiple updates for ref 'refs/heads/twice' not allowed")
                .contains("ok refs/heads/once");
        assertThat(pushed.refs()).contains(tip + " refs/heads/once").noneMatch(ref -> ref.endsWith("twice"));
    } // #9.15

    @Test
    void rejectsARefWhoseNameIsNotUtf8AndMovesTheOthers() throws IOException {
        String tip = work.commit("README.md", "two");
        // git itself accepts any byte; Java cannot pass such bytes as an argument
        Files.writeString(
                work.folder().resolve(".git/packed-refs"),
                "# pack-refs with: peeled fully-peeled sorted \n%s refs/heads/caf\u00e9\n".formatted(tip),
                StandardCharsets.ISO_8859_1);

        Run push = work.run("push", "origin", "refs/heads/*:refs/heads/*");

        assertThat(push.exit()).isEqualTo(1);
        assertThat(push.err()).contains("(its name is not UTF-8)").doesNotContain("unknown ref");
        assertThat(pushed.refs()).contains(tip + " refs/heads/main").noneMatch(ref -> ref.contains("caf"));
    } // #9.19

    @Test
    void refusesAPushToAMirrorWhoseUpstreamItCannotLogInAt() {
        catalog.create(new NewRepository(
                team.slug(), new RepositoryName("acme/mirror"), Optional.of("github.com:4711"), "main"));

        Run push = work.run("push", team.remote("acme/mirror"), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains("remote: github.com/acme/mirror takes pushes through the App only")
                .contains("no active installation of it on 'acme'");
    }

    @Test
    void signsWithEveryKindOfKey() {
        for (var keys : List.of(TestKeys.rsa(), TestKeys.ed25519())) {
            Team other = Team.registered(keys).create("acme/widgets");

            work.ok("push", "-q", other.remote("acme/widgets"), "main");

            assertThat(work.ok("ls-remote", other.remote("acme/widgets"), "main"))
                    .contains("refs/heads/main");
        }
    }

    @Test
    void informsTheOthersOfMoves() {
        String tip = work.commit("README.md", "two");
        work.ok("push", "-q", "origin", "main");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(TestEvents.all(
                                Topic.GIT_UPDATES,
                                RefsMoved.class,
                                moved -> moved.repository().team().equals(team.slug())
                                        && moved.moves().stream()
                                                .anyMatch(move -> move.after().equals(Optional.of(tip)))))
                        .hasSize(1)
                        .first()
                        .returns(RefsMoved.Cause.PUSH, RefsMoved::cause));
    }
}
