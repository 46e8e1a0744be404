package dev.millrace.sync;

import static dev.millrace.sync.TestMirrors.request;
import static dev.millrace.sync.TestMirrors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.UpstreamCredential;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RawServer;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestGit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstreams that moved, changed, reject us, or are not the server that responds, and what their mirrors report then. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class UpstreamTroubleIT {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    private static final String PASSWORD = "S3cretOfTheBot-/+";
    private static final List<String> SPELLINGS = List.of(
            PASSWORD,
            "S3cretOfTheBot-%2F%2B",
            "S3cretOfTheBot%2d%2f%2b",
            base64(PASSWORD),
            base64("bot:" + PASSWORD),
            base64("password=" + PASSWORD));
    private static final String ALL = "you are %s?".formatted(String.join(" or ", SPELLINGS));

    @Inject
    GitStorage storage;

    @Inject
    Upstreams upstreams;

    @Inject
    Database database;

    private final String team = "troubled" + NUMBERS.incrementAndGet();

    private UpstreamRepository upstream;
    private TestMirrors mirrors;

    @BeforeEach
    void hostARepository() {
        mirrors = new TestMirrors(storage, upstreams, database);
        upstream = UpstreamRepository.create(team + "/tool");
        upstream.push("main", "first");
        FakeForge.open(upstream.fullName());
    }

    @Test
    void followsARenamedDefaultBranch() { // #9.22
        UUID id = follow(Optional.empty());

        upstream.git(new byte[0], "branch", "-m", "main", "trunk");
        upstream.head("trunk");
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/trunk"));
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
    }

    @Test
    void reportsThatTheNamedDefaultBranchIsGoneAndFollowsTheUpstreamUntilItIsBack() { // #9.22
        UUID id = follow(Optional.of("main"));
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
        String tip = upstream.refs().get("refs/heads/main");

        upstream.git(new byte[0], "branch", "-m", "main", "trunk");
        upstream.head("trunk");
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.column(id, "faults")).contains("HEAD: the upstream has no branch 'main'");
            assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/trunk");
        });

        upstream.set("refs/heads/main", tip);
        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10).untilAsserted(() -> {
            assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
            assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/main");
        });
    }

    @Test
    void keepsTheNamedDefaultBranchWhereverTheUpstreamPointsTo() {
        upstream.push("dev", "elsewhere");
        UUID id = follow(Optional.of("dev"));

        assertThat(mirrors.find(id).head()).isEqualTo("refs/heads/dev");
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, <html><title>Sign in</title></html>, a web page ('Sign in')",
        "text/plain, '', the answer is empty",
        "application/x-git-upload-pack-advertisement, <html>Sign in</html>, a web page",
        "application/x-git-upload-pack-advertisement, '', the answer is empty",
        "application/json, {}, application/json"
    })
    void losesNothingWhenAPageAnswersInPlaceOfTheRefs(String type, String body, String reason) { // #9.31
        UUID id = follow(Optional.empty());
        Map<String, String> before = mirrors.refs(id);
        // as often as it is tried again in the next seconds
        for (int i = 0; i < 3; i++) {
            FakeForge.next(upstream.fullName(), sending(type, body));
        }

        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains("no Git server answered for")
                        .contains(reason));
        assertThat(mirrors.refs(id)).isEqualTo(before);
        upstream.push("main", "second");
        // a retry may have read the refs between the failure and this push
        request(id);
        mirrors.awaitEqual(id, upstream);
    }

    @ParameterizedTest
    @CsvSource({"text/html, <html><title>Sign in</title></html>", "application/x-git-upload-pack-result, ''"})
    void losesNothingWhenAPageAnswersALaterRequest(String type, String body) { // #9.31
        UUID id = follow(Optional.empty());
        Map<String, String> before = mirrors.refs(id);
        FakeForge.next(upstream.fullName(), (exchange, sent) -> false);
        FakeForge.next(upstream.fullName(), sending(type, body));

        request(id);

        within(15)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "last_error")).isNotEmpty());
        assertThat(mirrors.refs(id)).isEqualTo(before);
        upstream.push("main", "second");
        // a retry may have read the refs between the failure and this push
        request(id);
        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void reportsWhereAnUpstreamHasMovedAndReadsItThere() throws IOException { // #9.23
        UUID id = follow(Optional.empty());
        String renamed = upstream.fullName() + "-renamed";
        Files.move(FakeForge.directory(upstream.fullName()), FakeForge.directory(renamed));
        FakeForge.open(renamed);
        TestGit git = TestGit.in(FakeForge.directory(renamed));
        String tip = git.ok("commit-tree", "-m", "after the move", "main^{tree}");
        git.ok("update-ref", "refs/heads/main", tip);
        FakeForge.next(
                upstream.fullName(),
                redirecting(301, FakeForge.url() + "/" + renamed + ".git/info/refs?service=git-upload-pack"));

        request(id);

        within(15).untilAsserted(() -> assertThat(mirrors.refs(id)).containsEntry("refs/heads/main", tip));
        within(10)
                .untilAsserted(() ->
                        assertThat(mirrors.column(id, "moved_to")).isEqualTo(FakeForge.url() + "/" + renamed + ".git"));
        Files.move(FakeForge.directory(renamed), FakeForge.directory(upstream.fullName()));
        request(id);
        within(10)
                .untilAsserted(() -> assertThat(mirrors.column(id, "moved_to")).isEmpty());
    }

    @Test
    void followsNoRedirectToAnotherNameOfItsHost() { // #9.23
        UUID id = follow(Optional.empty());
        String elsewhere = FakeForge.url().replace("127.0.0.1", "localhost");
        FakeForge.next(upstream.fullName(), redirecting(301, elsewhere + "/x/y.git/info/refs?service=git-upload-pack"));

        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains(FakeForge.url())
                        .contains(elsewhere)
                        .contains("another host"));
        assertThat(FakeForge.calls("x/y")).isZero();
    }

    @Test
    void namesHostAndUserNameWhereACredentialIsRejected() { // #9.23
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "right");
        UUID id = attach(
                "gitea",
                UpstreamMode.CREDENTIALS,
                FakeForge.url() + "/" + upstream.fullName() + ".git",
                Optional.empty());
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), "wr0ng-s3cret"));
        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains("authentication needed")
                        .contains("%s/%s does not accept the user name 'bot'"
                                .formatted(FakeForge.url().substring("http://".length()), upstream.fullName())));
        assertThat(mirrors.column(id, "last_error")).doesNotContain("wr0ng");
    }

    /**
     * One 401 in the middle is not final: JGit's {@code TransportHttp.Service.sendRequest} takes the missing answer of its
     * credentials provider for a failure of the authentication scheme and sends the request once more without it, and our
     * connections carry the credential then as before. The second 401 counts.
     */
    @Test
    void parksAMirrorWhoseCredentialIsRejectedOnceItsRefsAreListed() {
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", PASSWORD);
        for (int i = 0; i < 2; i++) {
            FakeForge.next(upstream.fullName(), rejectingAFetch());
        }
        UUID id = attach(
                "gitea",
                UpstreamMode.CREDENTIALS,
                FakeForge.url() + "/" + upstream.fullName() + ".git",
                Optional.empty());
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), PASSWORD));
        request(id);

        within(15).untilAsserted(() -> assertThat(mirrors.column(id, "parked")).isEqualTo("CREDENTIALS"));

        assertThat(FakeForge.hasFaultsLeft(upstream.fullName())).isFalse();
        assertThat(mirrors.refs(id)).isEmpty();
        assertThat(mirrors.column(id, "last_error"))
                .contains("authentication needed")
                .contains("does not accept the user name 'bot' with the stored password or token (401)");
        for (String spelling : SPELLINGS) {
            assertThat(mirrors.column(id, "last_error")).doesNotContain(spelling);
        }
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), PASSWORD));
        request(id);
        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void reportsThatAnUpstreamThatIsNotFoundMayBePrivate() { // #9.23
        UUID id = attach("gitea", UpstreamMode.PUBLIC, FakeForge.url() + "/" + team + "/missing.git", Optional.empty());
        FakeForge.open(team + "/missing");
        request(id);

        within(15)
                .untilAsserted(() -> assertThat(mirrors.column(id, "last_error"))
                        .contains("/%s/missing does not exist, or it is private".formatted(team)));
    }

    @ParameterizedTest
    @CsvSource({"ATATT3xFfGF0, x-bitbucket-api-token-auth", "ATCTT3xFfGN0, x-token-auth"})
    void sendsTheUserNameThatBitbucketExpectsBesideAToken(String token, String username) { // #9.23
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), username, token);
        UUID id = attach(
                "bitbucket",
                UpstreamMode.CREDENTIALS,
                FakeForge.url() + "/" + upstream.fullName() + ".git",
                Optional.empty());
        upstreams.addCredential(id, new UpstreamCredential(Optional.empty(), token));

        request(id);

        mirrors.awaitEqual(id, upstream);
    }

    @Test
    void readsAnUpstreamWhoseCertificateTheOperatorTrusts() { // #9.17
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", PASSWORD);
        byte[] large = {4, 5, 6};
        String oid = FakeForge.addLargeFile(upstream.fullName(), large);
        FakeForge.putLargeFilesAt(
                upstream.fullName(), FakeForge.secureUrl() + "/" + upstream.fullName() + ".git/info/lfs/objects/%s");
        upstream.pushFiles(
                "main",
                Map.of(".gitattributes", "*.bin filter=lfs\n", "large.bin", FakeForge.pointer(oid, large.length)));
        UUID id = attach(
                "gitea",
                UpstreamMode.CREDENTIALS,
                FakeForge.secureUrl() + "/" + upstream.fullName() + ".git",
                Optional.empty());
        upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), PASSWORD));

        request(id);

        mirrors.awaitEqual(id, upstream);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "checked_at")).isNotEmpty());
        assertThat(mirrors.column(id, "faults")).isEqualTo("{}");
        assertThat(storage.lfsObjects().find(id, List.of(new dev.millrace.git.lfs.LfsOid(oid))))
                .hasSize(1);
    }

    static Stream<Named> placesOfAnAnswer() {
        String refs = line("# service=git-upload-pack\n") + "0000";
        return Stream.of(
                new Named("status line", RawServer.answer("500 " + ALL, List.of(), "")),
                new Named("status line of a refusal", RawServer.answer("403 " + ALL, List.of(), "")),
                new Named(
                        "redirect to a host",
                        RawServer.answer(
                                "301 Moved",
                                List.of("Location: https://s3cretofthebot-.example.com/x.git/info/refs?x="
                                        + SPELLINGS.get(1)),
                                "")),
                new Named(
                        "redirect to a path",
                        RawServer.answer("301 Moved", List.of("Location: /" + String.join("/", SPELLINGS)), "")),
                new Named("content type", RawServer.answer("200 OK", List.of("Content-Type: text/" + ALL), "hello")),
                new Named("body", RawServer.answer("500 No", List.of("Content-Type: text/plain"), ALL)),
                new Named(
                        "page",
                        RawServer.answer("200 OK", List.of("Content-Type: text/html"), "<title>" + ALL + "</title>")),
                new Named(
                        "error packet",
                        RawServer.answer("200 OK", List.of("Content-Type: " + ADVERTISEMENT), line("ERR " + ALL))),
                new Named(
                        "first packet",
                        RawServer.answer("200 OK", List.of("Content-Type: " + ADVERTISEMENT), line("# " + ALL))),
                new Named(
                        "error packet after the first",
                        RawServer.answer(
                                "200 OK", List.of("Content-Type: " + ADVERTISEMENT), refs + line("ERR " + ALL))),
                new Named(
                        "unknown line",
                        RawServer.answer("200 OK", List.of("Content-Type: " + ADVERTISEMENT), refs + line(ALL))));
    }

    @ParameterizedTest
    @MethodSource("placesOfAnAnswer")
    void hidesTheCredentialWhereverAnAnswerRepeatsIt(Named place) throws IOException { // #9.8
        try (RawServer server = RawServer.start(request -> place.answer())) {
            UUID id = attach(
                    "gitea",
                    UpstreamMode.CREDENTIALS,
                    "http://localhost:%d/x/tool.git".formatted(server.port()),
                    Optional.empty());
            upstreams.addCredential(id, new UpstreamCredential(Optional.of("bot"), PASSWORD));
            request(id);

            within(15)
                    .untilAsserted(
                            () -> assertThat(mirrors.column(id, "last_error")).isNotEmpty());

            assertThat(server.requests()).anyMatch(request -> request.head().contains(base64("bot:" + PASSWORD)));
            String error = mirrors.column(id, "last_error");
            for (String spelling : SPELLINGS) {
                assertThat(error).doesNotContain(spelling);
                assertThat(Files.readString(java.nio.file.Path.of("target/sync-worker.log")))
                        .doesNotContain(spelling);
            }
        }
    }

    /** A location in a response, and the response. */
    record Named(String place, byte[] answer) {

        @Override
        public String toString() {
            return place;
        }
    }

    private UUID follow(Optional<String> defaultBranch) {
        UUID id = attach(
                "gitea", UpstreamMode.PUBLIC, FakeForge.url() + "/" + upstream.fullName() + ".git", defaultBranch);
        request(id);
        mirrors.awaitEqual(id, upstream);
        within(10)
                .untilAsserted(
                        () -> assertThat(mirrors.column(id, "checked_at")).isNotEmpty());
        return id;
    }

    private UUID attach(String provider, UpstreamMode mode, String cloneUrl, Optional<String> defaultBranch) {
        var origin = new UpstreamOrigin(
                provider, "forge.test", team, "tool", cloneUrl, mode, UpstreamOperation.SYNC, defaultBranch);
        return mirrors.attach(team, origin, false);
    }

    private static FakeForge.Fault sending(String type, String body) {
        return (exchange, sent) -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            TestForge.send(exchange, 200, body);
            return true;
        };
    }

    private static FakeForge.OnFetch rejectingAFetch() {
        return (exchange, sent) -> {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"forge\"");
            TestForge.send(exchange, 401, "%s is not accepted".formatted(header));
            return true;
        };
    }

    private static FakeForge.Fault redirecting(int status, String location) {
        return (exchange, sent) -> {
            exchange.getResponseHeaders().set("Location", location);
            TestForge.send(exchange, status, "");
            return true;
        };
    }

    private static String line(String text) {
        return "%04x%s".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4, text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
