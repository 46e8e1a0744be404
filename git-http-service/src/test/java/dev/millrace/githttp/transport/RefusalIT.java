package dev.millrace.githttp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.githttp.RawHttp;
import dev.millrace.githttp.RawHttp.Answer;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import dev.millrace.testing.TestGit;
import dev.millrace.testing.TestGit.Run;
import dev.millrace.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class RefusalIT {

    private static final String REFS = "/acme/widgets.git/info/refs?service=git-upload-pack";
    private static final byte[] LIST = "0014command=ls-refs\n0000".getBytes(StandardCharsets.UTF_8);

    private final Path folder = TestGit.freshFolder();

    private Team team;

    @BeforeEach
    void createRepository() {
        team = Team.registered().create("acme/widgets");
    }

    @Test
    void asksForACredentialFirst() {
        Answer answer = RawHttp.get(REFS, Map.of());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("www-authenticate", "Basic realm=\"millrace\"");
        assertThat(answer.headers().get("content-type")).startsWith("text/plain");
        assertThat(answer.body()).contains("a token is needed");
    }

    @Test
    void informsGitThatTheTokenHasExpired() {
        var claims = team.claims("acme/widgets", "git:read");
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 3600));

        refusesClone(team.sign(claims), "the token expired at");
    }

    @Test
    void refusesAnUnsignedToken() {
        refusesClone(TestKeys.unsigned(team.claims("acme/widgets", "git:read")), "algorithm 'none'");
    }

    @Test
    void refusesATokenSignedByAnother() {
        refusesClone(TestKeys.sign(TestKeys.ec(), team.claims("acme/widgets", "git:read")), "no key of the team");
    }

    @Test
    void refusesATokenThatWasChanged() {
        String token = team.token("acme/widgets", "git:read");
        String other = team.token("acme/gadgets", "git:read");

        String[] parts = token.split("\\.");
        refusesClone(parts[0] + "." + other.split("\\.")[1] + "." + parts[2], "no key of the team");
        refusesClone("not-a-token", "the token is not a signed JWT");
    }

    private void refusesClone(String token, String reason) {
        Answer answer = RawHttp.get(REFS, RawHttp.basic(token));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("www-authenticate", "Basic realm=\"millrace\"");
        assertThat(answer.body()).contains(reason).doesNotContain(token);

        Run clone = TestGit.in(folder).run("clone", team.remote("acme/widgets", token), "copy");
        assertThat(clone.exit()).isNotZero();
        assertThat(clone.err()).contains("remote: ").contains(reason);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void refusesTheTokenOfAnotherRepository() {
        team.create("acme/gadgets");

        Answer answer = RawHttp.get(REFS, RawHttp.basic(team.token("acme/gadgets", "git:read")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("'acme/gadgets'");
    }

    @Test
    void hidesRepositoriesOfOtherTeams() {
        Team other = Team.registered();

        Answer theirs = RawHttp.get(REFS, RawHttp.basic(other.token("acme/widgets", "git:read")));
        Answer none =
                RawHttp.get(REFS.replace("widgets", "nothing"), RawHttp.basic(other.token("acme/nothing", "git:read")));

        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.body().replace("widgets", "nothing")).isEqualTo(none.body());
    }

    @Test
    void reportsThatARepositoryIsUnknown() {
        Run clone = TestGit.in(folder).run("clone", team.remote("acme/nothing"), "copy");

        assertThat(clone.exit()).isNotZero();
        assertThat(clone.err())
                .contains("remote: the team '%s' has no repository 'acme/nothing'".formatted(team.slug()));
    }

    @Test
    void insistsOnTheScopeOfTheService() {
        String reader = team.token("acme/widgets", "git:read");
        String creator = team.token("acme/widgets", "repo:write", "org:read");
        String push = REFS.replace("upload", "receive");

        assertThat(RawHttp.get(push, RawHttp.basic(reader)).status()).isEqualTo(403);
        assertThat(RawHttp.get(push, RawHttp.basic(reader)).body()).contains("git:write");
        assertThat(RawHttp.get(REFS, RawHttp.basic(creator)).status()).isEqualTo(403);
        assertThat(RawHttp.get(REFS, RawHttp.basic(reader)).status()).isEqualTo(200);
        assertThat(post("git-receive-pack", reader, Map.of(), LIST).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../acme/widgets.git",
                "/acme/../widgets.git",
                "/x/../acme/widgets.git",
                "/acme/./widgets.git",
                "/acme/%2e%2e/acme/widgets.git",
                "/x/%2E%2E/acme/widgets.git",
                "/acme%2fwidgets.git",
                "/..%2facme/widgets.git",
                "//acme/widgets.git",
                "/acme//widgets.git",
                "/acme/widgets.git.git",
                "/.git",
                "/acme/.git",
                "/acme/widgets%00.git",
                "/acme/widgets%0a.git",
                "/acme\\widgets.git",
                "/acme/widgets%5c.git",
                "/acme/%ff.git",
                "/acme/widgets%.git",
                "/acme/%252e%252e/widgets.git",
            })
    void refusesTricksInPaths(String repository) {
        Map<String, String> owner = RawHttp.basic(team.token("acme/widgets", "git:read", "git:write"));

        Answer answer = RawHttp.get(repository + "/info/refs?service=git-upload-pack", owner);

        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("git-upload-pack");
    }

    @Test
    void refusesNamesOfAnyLength() {
        Map<String, String> owner = RawHttp.basic(team.token("acme/widgets", "git:read"));

        for (int length : new int[] {256, 3000, 100_000}) {
            Answer answer = RawHttp.get("/" + "a".repeat(length) + ".git/info/refs?service=git-upload-pack", owner);
            assertThat(answer.status()).isIn(400, 404, 414);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "info/refs, 403, smart HTTP",
        "HEAD, 403, smart HTTP",
        "objects/info/packs, 403, smart HTTP",
        "objects/ab/cdef, 403, smart HTTP",
        "info/refs?service=git-archive, 403, no service",
        "config, 404, nothing under this path",
        "git-upload-pack, 404, nothing under this path",
        "info/refs/more, 404, nothing under this path",
        "'', 404, nothing under this path",
    })
    void servesNothingElseOfARepository(String tail, int status, String text) {
        Answer answer = RawHttp.get("/acme/widgets.git/" + tail, RawHttp.basic(team.token("acme/widgets", "git:read")));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(text);
    }

    @Test
    void leavesAPathThatClimbsOutOfARepositoryToTheRouter() {
        Map<String, String> owner = RawHttp.basic(team.token("acme/widgets", "git:read"));

        assertThat(RawHttp.get("/acme/widgets.git/../../q/health/live", owner).body())
                .doesNotContain("git-upload-pack");
        assertThat(RawHttp.get("/acme/widgets.git/../gadgets.git/info/refs?service=git-upload-pack", owner)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void takesOnlyTheTypesAndEncodingsOfTheProtocol() {
        String token = team.token("acme/widgets", "git:read", "git:write");

        assertThat(post("git-upload-pack", token, Map.of("Content-Type", "text/plain"), LIST)
                        .status())
                .isEqualTo(415);
        assertThat(post(
                                "git-receive-pack",
                                token,
                                Map.of("Content-Type", "application/x-git-upload-pack-request"),
                                LIST)
                        .status())
                .isEqualTo(415);
        assertThat(post("git-upload-pack", token, Map.of("Content-Encoding", "br"), LIST)
                        .status())
                .isEqualTo(415);
        assertThat(post("git-upload-pack", token, Map.of("Content-Encoding", "gzip"), LIST)
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"git-upload-pack", "git-receive-pack"})
    void refusesAGzipThatEndsEarly(String service) throws IOException {
        byte[] whole = gzip(commands());
        String token = team.token("acme/widgets", "git:read", "git:write");

        for (int length : new int[] {5, whole.length / 2, whole.length - 1}) {
            Answer answer = post(service, token, Map.of("Content-Encoding", "gzip"), Arrays.copyOf(whole, length));

            assertThat(answer.status())
                    .as("%d bytes: %s", length, answer.body())
                    .isEqualTo(400);
            assertThat(answer.body()).contains("gzip");
        }
    } // #9.25

    @Test
    void deliversARefusalToAClientThatSendsALongBody() {
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", "application/x-git-receive-pack-request"));

        for (int i = 0; i < 10; i++) {
            Answer answer = RawHttp.send("POST", "/acme/widgets.git/git-receive-pack", headers, new byte[8_000_000]);

            assertThat(answer.status()).isEqualTo(401);
        }
    } // #9.13

    @Test
    void refusesABodyThatIsTooLargeOnceUnpacked() throws IOException {
        String token = team.token("acme/widgets", "git:read");
        byte[] bomb = gzip(200_000_000);
        assertThat(bomb.length).isLessThan(1_000_000);

        Answer packed = post("git-upload-pack", token, Map.of("Content-Encoding", "gzip"), bomb);
        Answer plain = post("git-upload-pack", token, Map.of(), new byte[17_000_000]);

        assertThat(packed.status()).isEqualTo(413);
        assertThat(packed.body()).contains("larger than");
        assertThat(plain.status()).isEqualTo(413);
    }

    @Test
    void refusesABombInAPush() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 100_000; i++) {
                String line = "0".repeat(40) + " " + "1".repeat(40) + " refs/heads/" + "n".repeat(200) + i;
                gzip.write("%04x%s".formatted(line.length() + 4, line).getBytes(StandardCharsets.UTF_8));
            }
        }

        Answer answer = post(
                "git-receive-pack",
                team.token("acme/widgets", "git:write"),
                Map.of("Content-Encoding", "gzip"),
                bytes.toByteArray());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("unpack the list of refs to move is larger than the limit of 3145728 bytes");
    }

    @Test
    void answersNonsenseWithASentence() {
        String token = team.token("acme/widgets", "git:read", "git:write");
        byte[] nonsense = "zzzz what is this".getBytes(StandardCharsets.UTF_8);

        Answer fetch = post("git-upload-pack", token, Map.of("Git-Protocol", "version=2"), nonsense);
        Answer unknown = post(
                "git-upload-pack",
                token,
                Map.of("Git-Protocol", "version=2"),
                "0013command=explode0000".getBytes(StandardCharsets.UTF_8));
        Answer push = post("git-receive-pack", token, Map.of(), nonsense);

        assertThat(fetch.body()).contains("ERR ");
        assertThat(unknown.body()).contains("ERR ").contains("explode");
        assertThat(push.status()).isEqualTo(200);
        assertThat(push.body()).isNotEmpty();
    }

    @Test
    void doesNotWaitForTheBodyOfARequestThatItRefuses() {
        Map<String, String> headers = Map.of(
                "Content-Type", "application/x-git-receive-pack-request",
                "Content-Length", "100000000",
                "Expect", "100-continue");
        long before = System.nanoTime();

        Answer answer = RawHttp.send("POST", "/acme/widgets.git/git-receive-pack", headers, new byte[0]);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void forbidsCachesToKeepAnything() {
        Answer answer = RawHttp.get(REFS, RawHttp.basic(team.token("acme/widgets", "git:read")));

        assertThat(answer.headers())
                .containsEntry("cache-control", "no-cache, max-age=0, must-revalidate")
                .containsEntry("content-type", "application/x-git-upload-pack-advertisement");
    }

    private Answer post(String service, String token, Map<String, String> more, byte[] body) {
        Map<String, String> headers = RawHttp.basic(token);
        headers.put("Content-Type", "application/x-" + service + "-request");
        headers.putAll(more);
        return RawHttp.send("POST", "/acme/widgets.git/" + service, headers, body);
    }

    /** A list of refs to move that hardly compresses. */
    private static byte[] commands() {
        Random random = new Random(7);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            String line = "%s %016x%016x%08x refs/heads/%d"
                    .formatted("0".repeat(40), random.nextLong(), random.nextLong(), random.nextInt(), i);
            lines.append("%04x".formatted(line.length() + 4)).append(line);
        }
        return lines.append("0000").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[1_000_000];
            for (int i = 0; i < zeros / block.length; i++) {
                gzip.write(block);
            }
        }
        return bytes.toByteArray();
    }
}
