package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.RawReceivePack.band;
import static dev.millrace.githttp.forward.RawReceivePack.empty;
import static dev.millrace.githttp.forward.RawReceivePack.line;
import static dev.millrace.githttp.forward.RawReceivePack.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pushing user sees when an upstream responds differently from a Git server that accepts a push. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class UpstreamResponsesIT {

    private static final String PAGE = "<html><head><title>Sign in</title></head><body>please</body></html>";

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Pusher pusher;
    private Team team;
    private TestGit work;
    private Mirrored.Maker maker;

    @BeforeEach
    void startWork() {
        pusher = new Pusher(storage, upstreams, database);
        team = pusher.team();
        work = pusher.work();
        maker = pusher.maker();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        pusher.assertNoCredentialLogged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html; charset=utf-8", "application/x-git-receive-pack-advertisement", "application/json"})
    void reportsThatAPageAnsweredInPlaceOfAGitServer(String type) { // #9.31
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "refs", sending(type, PAGE));

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains("no Git server answered for localhost/%s/tool but a web page ('Sign in')"
                        .formatted(team.slug()));
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void movesNothingWhenAPageAnswersThePushItself() { // #9.31
        Mirrored mirror = pusher.followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", sending("text/html", PAGE));

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("[remote rejected] main -> main").contains("a web page ('Sign in')");
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void pushesToWhereAnUpstreamHasMovedOnItsOwnHost() { // #9.23
        Mirrored mirror = pusher.followed();
        Mirrored.rename(mirror.name(), mirror.name() + "-renamed");
        String tip = work.commit("a.txt", "two");
        String moved = Forge.url() + "/" + mirror.name() + "-renamed.git/info/refs?service=git-receive-pack";
        Forge.next(mirror.name(), "refs", redirecting(moved));

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(mirror.here()).containsEntry("refs/heads/main", tip);
        assertThat(Forge.calls(mirror.name() + "-renamed", "push")).hasSize(1);
    }

    @Test
    void followsNoRedirectToAnotherHost() { // #9.23
        Mirrored mirror = pusher.followed();
        work.commit("a.txt", "two");
        String elsewhere = Forge.url().replace("localhost", "127.0.0.1");
        Forge.next(
                mirror.name(), "refs", redirecting(elsewhere + "/foreign/tool.git/info/refs?service=git-receive-pack"));

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains(Forge.url()).contains(elsewhere).contains("not followed");
        assertThat(Forge.calls("foreign/tool", "refs")).isEmpty();
    }

    @Test
    void givesUpOnAnUpstreamThatRedirectsInACircle() { // #9.23
        Mirrored mirror = pusher.followed();
        work.commit("a.txt", "two");
        for (int i = 0; i < 4; i++) {
            Forge.next(mirror.name(), "refs", redirecting("info/refs?service=git-receive-pack"));
        }

        assertThat(pusher.push(mirror, "main").err()).contains("redirects again and again");
    }

    @Test
    void reportsThatAnUpstreamThatIsNotFoundMayBePrivate() { // #9.23
        Mirrored mirror = pusher.followed();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "refs", Forge.answering(404, "Not Found"));

        Run push = pusher.push(mirror, "main");

        assertThat(push.err())
                .contains("localhost/%s/tool does not exist, or it is private and the user name 'bot'"
                        .formatted(team.slug()));
    }

    @Test
    void turnsPushesToAMirrorOfSourceHutDown() { // #9.23
        String name = team.slug() + "/tool";
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS, Forge.url() + "/" + name + ".git", "sr.ht");
        work.commit("a.txt", "one");

        Run push = pusher.push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("accepts no pushes over HTTPS").contains("read-only");
        assertThat(Forge.calls(mirror.name(), "refs")).isEmpty();
    }

    @Test
    void landsTheOtherRefsOfAPushWhenOneTouchesWorkflows() { // #9.31
        Mirrored mirror = installed();
        Map<String, String> before = mirror.there();
        mirror.hook(
                "update",
                "git diff --name-only $2 $3 2>/dev/null | grep -q ^.github/workflows/ || exit 0\n"
                        + "echo 'refusing to allow a GitHub App to create or update workflow'; exit 1");
        String plain = work.commit("a.txt", "two");
        work.ok("branch", "plain");
        work.commit(".github/workflows/ci.yml", "on: push");

        Run atomic = pusher.push(mirror, "--atomic", "main", "plain:main2");
        Map<String, String> afterAtomic = mirror.there();
        work.ok("push", "-q", mirror.direct(), "HEAD~:refs/heads/side");
        Run push = pusher.push(mirror, "main", "plain:side2");

        assertThat(atomic.exit()).isNotZero();
        assertThat(afterAtomic).isEqualTo(before);
        assertThat(push.exit()).isEqualTo(1);
        assertThat(push.err())
                .contains("remote: refusing to allow a GitHub App to create or update workflow")
                .contains("[remote rejected] main -> main");
        assertThat(mirror.there())
                .containsEntry("refs/heads/side2", plain)
                .containsEntry("refs/heads/main", before.get("refs/heads/main"));
        assertThat(mirror.here())
                .containsEntry("refs/heads/side2", plain)
                .containsEntry("refs/heads/main", before.get("refs/heads/main"));
    }

    @Test
    void namesThePermissionThatWorkflowsNeed() throws IOException { // #9.31
        work.commit("a.txt", "one");
        String refusal = "ng refs/heads/main refusing to allow a GitHub App to create or update workflow"
                + " `.github/workflows/ci.yml` without `workflows` permission\n";

        Run push = pusher.pushTo(request -> request.line().startsWith("GET ")
                ? empty()
                : result(band(1, line("unpack ok\n") + line(refusal) + "0000")));

        assertThat(push.err())
                .contains("without `workflows` permission")
                .contains(
                        "remote: files below .github/workflows/ can be pushed with a token that has the scope workflow");
    }

    private Mirrored installed() {
        Mirrored mirror = maker.installed(team);
        work.commit("a.txt", "one");
        TestEvents.publish(new InstallationLinked(
                UUID.randomUUID(),
                Forge.INSTANCE,
                UUID.randomUUID().toString(),
                "7",
                team.slug(),
                team.slug(),
                InstallationLinked.State.ACTIVE,
                Instant.now()));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Run push = pusher.push(mirror, "main");
            assertThat(push.exit()).as(push.err()).isZero();
        });
        return mirror;
    }

    private static Forge.Fault sending(String type, String body) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            TestForge.send(exchange, 200, body);
            return true;
        };
    }

    private static Forge.Fault redirecting(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            TestForge.send(exchange, 301, "");
            return true;
        };
    }
}
