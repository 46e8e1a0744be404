package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.access.InstallationLinked;
import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.Team;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RawServer;
import dev.millrace.testing.RawServer.Request;
import dev.millrace.testing.RecordedLog;
import dev.millrace.testing.TestEvents;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pushing user sees when an upstream responds differently from a Git server that accepts a push. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class UpstreamResponsesIT {

    private static final String PAIR = "bot:" + Forge.PASSWORD;
    private static final String ADVERTISEMENT = "Content-Type: application/x-git-receive-pack-advertisement";
    private static final String RESULT = "Content-Type: application/x-git-receive-pack-result";
    private static final String PAGE = "<html><head><title>Sign in</title></head><body>please</body></html>";

    /** The credential as sent to the test forge, in all the forms in which a server may write it. */
    private static final List<String> SPELLINGS = List.of(
            Forge.PASSWORD,
            Forge.PASSWORD.replace("-", "%2D"),
            Forge.PASSWORD.replace("-", "%2d").replace("h", "%68"),
            base64(Forge.PASSWORD),
            base64(PAIR),
            base64("password=" + Forge.PASSWORD));

    private static final String ALL = "you are %s?".formatted(String.join(" or ", SPELLINGS));


    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private Team team;
    private TestGit work;
    private Mirrored.Maker maker;
    private RecordedLog log;

    @BeforeEach
    void startWork() {
        team = Team.registered();
        work = TestGit.init(TestGit.freshFolder().resolve("work"));
        maker = new Mirrored.Maker(storage, upstreams, database);
        log = RecordedLog.start();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        log.close();
        assertThat(log.lines()).allSatisfy(UpstreamResponsesIT::holdsNoCredential);
    }

    static Stream<Named> placesInTheAnswerToTheFirstRequest() {
        return Stream.of(
                new Named("status line", RawServer.answer("500 " + ALL, List.of(), "")),
                new Named("status line of a refusal", RawServer.answer("403 " + ALL, List.of(), "")),
                new Named(
                        "redirect to a host",
                        RawServer.answer(
                                "301 Moved",
                                List.of("Location: https://%s.example.com/x.git/info/refs?service=git-receive-pack"
                                        .formatted(Forge.PASSWORD)),
                                "")),
                new Named("redirect to nowhere", RawServer.answer("302 Found", List.of("Location: /" + ALL), "")),
                new Named("content type", RawServer.answer("200 OK", List.of("Content-Type: text/" + ALL), "hello")),
                new Named(
                        "challenge",
                        RawServer.answer("401 No", List.of("WWW-Authenticate: Basic realm=\"" + ALL + "\""), "")),
                new Named("body", RawServer.answer("422 No", List.of("Content-Type: text/plain"), ALL)),
                new Named(
                        "body, where it is shortened",
                        RawServer.answer("422 No", List.of("Content-Type: text/plain"), "x".repeat(990) + ALL)),
                new Named(
                        "page",
                        RawServer.answer("200 OK", List.of("Content-Type: text/html"), "<title>" + ALL + "</title>")),
                new Named("error packet", RawServer.answer("200 OK", List.of(ADVERTISEMENT), line("ERR " + ALL))),
                new Named("first packet", RawServer.answer("200 OK", List.of(ADVERTISEMENT), line("# " + ALL))),
                new Named(
                        "error packet after the first",
                        RawServer.answer(
                                "200 OK",
                                List.of(ADVERTISEMENT),
                                line("# service=git-receive-pack\n") + "0000" + line("ERR " + ALL))));
    }

    @ParameterizedTest
    @MethodSource("placesInTheAnswerToTheFirstRequest")
    void hidesTheCredentialWhereverTheFirstAnswerRepeatsIt(Named place) throws IOException { // #9.8
        work.commit("a.txt", "one");

        Run push = pushTo(request -> place.answer());

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("remote: ");
        holdsNoCredential(push.err());
    }

    static Stream<Named> placesInTheAnswerToAPush() {
        String ok = line("unpack ok\n");
        return Stream.of(
                new Named("status line", RawServer.answer("500 " + ALL, List.of(), "")),
                new Named("body", RawServer.answer("422 No", List.of("Content-Type: text/plain"), ALL)),
                new Named(
                        "page",
                        RawServer.answer("200 OK", List.of("Content-Type: text/html"), "<title>" + ALL + "</title>")),
                new Named(
                        "output of a hook",
                        result(band(2, ALL + "\n") + band(1, ok + line("ok refs/heads/main\n") + "0000"))),
                new Named(
                        "output of a hook in two packets",
                        result(band(2, "it is hunter2-")
                                + band(2, "upstream\n")
                                + band(1, ok + line("ng refs/heads/main no\n") + "0000"))),
                new Named("fatal error", result(band(3, ALL))),
                new Named("problem with the pack", result(band(1, line("unpack " + ALL + "\n") + "0000"))),
                new Named("reason of a ref", result(band(1, ok + line("ng refs/heads/main " + ALL + "\n") + "0000"))),
                new Named("no report", result("zzzz" + ALL)));
    }

    @ParameterizedTest
    @MethodSource("placesInTheAnswerToAPush")
    void hidesTheCredentialWhereverTheAnswerToThePushRepeatsIt(Named place) throws IOException { // #9.8
        work.commit("a.txt", "one");

        Run push = pushTo(request -> request.line().startsWith("GET ") ? empty() : place.answer());

        holdsNoCredential(push.err());
        assertThat(push.err()).containsAnyOf("***", "500", "does not report");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html; charset=utf-8", "application/x-git-receive-pack-advertisement", "application/json"})
    void reportsThatAPageAnsweredInPlaceOfAGitServer(String type) { // #9.31
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "refs", sending(type, PAGE));

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err())
                .contains("no Git server answered for localhost/%s/tool but a web page ('Sign in')"
                        .formatted(team.slug()));
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void movesNothingWhenAPageAnswersThePushItself() { // #9.31
        Mirrored mirror = followed();
        Map<String, String> before = mirror.there();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "push", sending("text/html", PAGE));

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains("[remote rejected] main -> main").contains("a web page ('Sign in')");
        assertThat(mirror.there()).isEqualTo(before);
        assertThat(mirror.here()).isEqualTo(before);
    }

    @Test
    void pushesToWhereAnUpstreamHasMovedOnItsOwnHost() { // #9.23
        Mirrored mirror = followed();
        Mirrored.rename(mirror.name(), mirror.name() + "-renamed");
        String tip = work.commit("a.txt", "two");
        String moved = Forge.url() + "/" + mirror.name() + "-renamed.git/info/refs?service=git-receive-pack";
        Forge.next(mirror.name(), "refs", redirecting(moved));

        Run push = push(mirror, "main");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(mirror.here()).containsEntry("refs/heads/main", tip);
        assertThat(Forge.calls(mirror.name() + "-renamed", "push")).hasSize(1);
    }

    @Test
    void followsNoRedirectToAnotherHost() { // #9.23
        Mirrored mirror = followed();
        work.commit("a.txt", "two");
        String elsewhere = Forge.url().replace("localhost", "127.0.0.1");
        Forge.next(
                mirror.name(), "refs", redirecting(elsewhere + "/foreign/tool.git/info/refs?service=git-receive-pack"));

        Run push = push(mirror, "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.err()).contains(Forge.url()).contains(elsewhere).contains("not followed");
        assertThat(Forge.calls("foreign/tool", "refs")).isEmpty();
    }

    @Test
    void givesUpOnAnUpstreamThatRedirectsInACircle() { // #9.23
        Mirrored mirror = followed();
        work.commit("a.txt", "two");
        for (int i = 0; i < 4; i++) {
            Forge.next(mirror.name(), "refs", redirecting("info/refs?service=git-receive-pack"));
        }

        assertThat(push(mirror, "main").err()).contains("redirects again and again");
    }

    @Test
    void reportsThatAnUpstreamThatIsNotFoundMayBePrivate() { // #9.23
        Mirrored mirror = followed();
        work.commit("a.txt", "two");
        Forge.next(mirror.name(), "refs", Forge.answering(404, "Not Found"));

        Run push = push(mirror, "main");

        assertThat(push.err())
                .contains("localhost/%s/tool does not exist, or it is private and the user name 'bot'"
                        .formatted(team.slug()));
    }

    @Test
    void turnsPushesToAMirrorOfSourceHutDown() { // #9.23
        String name = team.slug() + "/tool";
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS, Forge.url() + "/" + name + ".git", "sr.ht");
        work.commit("a.txt", "one");

        Run push = push(mirror, "main");

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

        Run atomic = push(mirror, "--atomic", "main", "plain:main2");
        Map<String, String> afterAtomic = mirror.there();
        work.ok("push", "-q", mirror.direct(), "HEAD~:refs/heads/side");
        Run push = push(mirror, "main", "plain:side2");

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

        Run push = pushTo(request -> request.line().startsWith("GET ")
                ? empty()
                : result(band(1, line("unpack ok\n") + line(refusal) + "0000")));

        assertThat(push.err())
                .contains("without `workflows` permission")
                .contains(
                        "remote: files below .github/workflows/ can be pushed with a token that has the scope workflow");
    }

    /** A position in a response, and the response. */
    record Named(String place, byte[] answer) {

        @Override
        public String toString() {
            return place;
        }
    }

    private static void holdsNoCredential(String text) {
        for (String spelling : SPELLINGS) {
            assertThat(text).doesNotContain(spelling);
        }
        assertThat(text).doesNotContain("hunter2-", "-upstream", "ghs_");
    }

    private Run pushTo(Function<Request, byte[]> answers) throws IOException {
        try (RawServer server = RawServer.start(answers)) {
            Mirrored mirror = maker.make(
                    team, UpstreamMode.CREDENTIALS, "http://localhost:%d/x/tool.git".formatted(server.port()));
            Run push = push(mirror, "main");
            assertThat(log.lines()).isNotEmpty();
            assertThat(server.requests()).anyMatch(request -> request.head().contains(base64(PAIR)));
            return push;
        }
    }

    private Mirrored followed() {
        Mirrored mirror = maker.make(team, UpstreamMode.CREDENTIALS);
        work.commit("a.txt", "one");
        Run push = push(mirror, "main");
        assertThat(push.exit()).as(push.err()).isZero();
        return mirror;
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
            Run push = push(mirror, "main");
            assertThat(push.exit()).as(push.err()).isZero();
        });
        return mirror;
    }

    private Run push(Mirrored mirror, String... arguments) {
        Stream<String> options = Stream.of(arguments).filter(each -> each.startsWith("-"));
        Stream<String> refs = Stream.of(arguments).filter(each -> !each.startsWith("-"));
        return work.run(Stream.of(Stream.of("push"), options, Stream.of(team.remote(mirror.name())), refs)
                .flatMap(each -> each)
                .toArray(String[]::new));
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

    /** An empty repository that can be pushed to. */
    private static byte[] empty() {
        String capabilities = "%s capabilities^{}\0report-status side-band-64k delete-refs\n".formatted("0".repeat(40));
        return RawServer.answer(
                "200 OK",
                List.of(ADVERTISEMENT),
                line("# service=git-receive-pack\n") + "0000" + line(capabilities) + "0000");
    }

    private static byte[] result(String packets) {
        return RawServer.answer("200 OK", List.of(RESULT), packets + "0000");
    }

    private static String line(String text) {
        return "%04x%s".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4, text);
    }

    private static String band(int number, String text) {
        return line((char) number + text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
