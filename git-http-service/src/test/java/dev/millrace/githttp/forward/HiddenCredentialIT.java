package dev.millrace.githttp.forward;

import static dev.millrace.githttp.forward.RawReceivePack.ADVERTISEMENT;
import static dev.millrace.githttp.forward.RawReceivePack.band;
import static dev.millrace.githttp.forward.RawReceivePack.empty;
import static dev.millrace.githttp.forward.RawReceivePack.line;
import static dev.millrace.githttp.forward.RawReceivePack.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.git.GitStorage;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.testing.Platform;
import dev.millrace.testing.RawServer;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstreams that repeat the credential in their responses: neither the pushing user nor the log gets it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(Forge.class)
class HiddenCredentialIT {

    private static final String PAIR = "bot:" + Forge.PASSWORD;

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

    private Pusher pusher;
    private TestGit work;

    @BeforeEach
    void startWork() {
        pusher = new Pusher(storage, upstreams, database);
        work = pusher.work();
    }

    @AfterEach
    void findsNoCredentialInTheLog() {
        pusher.assertNoCredentialLogged();
        assertThat(pusher.log().lines()).allSatisfy(HiddenCredentialIT::holdsNoCredential);
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

        Run push = pusher.pushTo(request -> place.answer());

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

        Run push = pusher.pushTo(request -> request.line().startsWith("GET ") ? empty() : place.answer());

        holdsNoCredential(push.err());
        assertThat(push.err()).containsAnyOf("***", "500", "does not report");
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

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
