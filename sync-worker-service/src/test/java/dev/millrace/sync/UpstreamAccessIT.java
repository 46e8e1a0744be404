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

/** What is sent to an upstream that requires a credential or has a certificate of its own, and what no other host gets of it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeForge.class)
class UpstreamAccessIT {

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

    private final String team = "access" + NUMBERS.incrementAndGet();

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
    void namesHostAndUserNameWhereACredentialIsRejected() { // #9.23
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), "bot", "right");
        UUID id = attach("gitea", FakeForge.url() + "/" + upstream.fullName() + ".git");
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
        UUID id = attach("gitea", FakeForge.url() + "/" + upstream.fullName() + ".git");
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

    @ParameterizedTest
    @CsvSource({"ATATT3xFfGF0, x-bitbucket-api-token-auth", "ATCTT3xFfGN0, x-token-auth"})
    void sendsTheUserNameThatBitbucketExpectsBesideAToken(String token, String username) { // #9.23
        FakeForge.close(upstream.fullName());
        FakeForge.requireCredential(upstream.fullName(), username, token);
        UUID id = attach("bitbucket", FakeForge.url() + "/" + upstream.fullName() + ".git");
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
        UUID id = attach("gitea", FakeForge.secureUrl() + "/" + upstream.fullName() + ".git");
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
            UUID id = attach("gitea", "http://localhost:%d/x/tool.git".formatted(server.port()));
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

    private static FakeForge.OnFetch rejectingAFetch() {
        return (exchange, sent) -> {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"forge\"");
            TestForge.send(exchange, 401, "%s is not accepted".formatted(header));
            return true;
        };
    }

    private static String line(String text) {
        return "%04x%s".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4, text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private UUID attach(String provider, String cloneUrl) {
        var origin = new UpstreamOrigin(
                provider,
                "forge.test",
                team,
                "tool",
                cloneUrl,
                UpstreamMode.CREDENTIALS,
                UpstreamOperation.SYNC,
                Optional.empty());
        return mirrors.attach(team, origin, false);
    }
}
