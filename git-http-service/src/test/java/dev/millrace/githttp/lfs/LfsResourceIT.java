package dev.millrace.githttp.lfs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.Team;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class LfsResourceIT {

    private static final String TYPE = "application/vnd.git-lfs+json";
    private static final String ROOT = "/acme/widgets.git/info/lfs/";
    private static final byte[] CONTENT = "a large file".getBytes(StandardCharsets.UTF_8);
    private static final String OID = LfsClient.oid(CONTENT);

    @Inject
    GitStorage storage;

    @ConfigProperty(name = "millrace.git.directory")
    Path directory;

    private Team team;
    private List<Path> leftByOthers = List.of();
    private String writer;
    private String reader;

    @BeforeEach
    void createRepository() throws IOException {
        leftByOthers = spooled();
        team = Team.registered().create("acme/widgets");
        writer = team.token("acme/widgets", "git:write");
        reader = team.token("acme/widgets", "git:read");
    }

    @Test
    void asksForACredentialInTheWayOfTheApi() {
        given().contentType(TYPE)
                .body("{}")
                .post(ROOT + "objects/batch")
                .then()
                .statusCode(401)
                .contentType(TYPE)
                .header("LFS-Authenticate", "Basic realm=\"millrace\"")
                .body("message", containsString("a token is needed"))
                .body("request_id", notNullValue());
    }

    @Test
    void takesNoExpiredToken() {
        var claims = team.claims("acme/widgets", "git:write");
        claims.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 3600));
        String expired = team.sign(claims);

        batch(expired, "upload", OID, 12).statusCode(401).body("message", containsString("the token expired at"));
        assertThat(put(expired, ROOT, OID, CONTENT).statusCode()).isEqualTo(401);
        assertThat(get(expired, ROOT, OID).statusCode()).isEqualTo(401);
    }

    @Test
    void givesBackWhatItTookInAndVerifiesIt() {
        batch(writer, "upload", OID, 12)
                .statusCode(200)
                .contentType(TYPE)
                .body(
                        "objects[0].actions.upload.href",
                        equalTo("http://localhost:" + RestAssured.port + ROOT + "objects/" + OID + "/12"))
                .body("objects[0].actions.upload.header", nullValue()); // #9.21
        verify(OID, 12).statusCode(404);

        assertThat(put(writer, ROOT, OID, CONTENT).statusCode()).isEqualTo(200);

        verify(OID, 12).statusCode(200);
        verify(OID, 13).statusCode(422);
        batch(reader, "download", OID, 12).statusCode(200).body("objects[0].actions", hasKey("download"));
        batch(writer, "upload", OID, 12).statusCode(200).body("objects[0].actions", nullValue());
        Response whole = get(reader, ROOT, OID);
        assertThat(whole.asByteArray()).isEqualTo(CONTENT);
        assertThat(whole.header("Content-Length")).isEqualTo("12");
        assertThat(whole.header("Transfer-Encoding")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=2-, 206, large file, bytes 2-11/12",
        "bytes=2-6, 206, large, bytes 2-6/12",
        "bytes=-4, 206, file, bytes 8-11/12",
        "bytes=12-, 416, , bytes */12"
    })
    void givesAPart(String range, int status, String part, String contentRange) {
        put(writer, ROOT, OID, CONTENT);

        Response answer = team.as(reader).header("Range", range).get(ROOT + "objects/" + OID);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        if (status == 206) {
            assertThat(answer.asString()).isEqualTo(part);
        }
    }

    @Test
    void storesNothingOfWhatIsWrong() throws IOException {
        byte[] changed = "b large file".getBytes(StandardCharsets.UTF_8);

        Response wrongHash = put(writer, ROOT, OID, changed);
        Response wrongSize = team.as(writer)
                .contentType("application/octet-stream")
                .body(changed)
                .put(ROOT + "objects/" + OID + "/11");
        Response tooLarge = team.as(writer)
                .contentType("application/octet-stream")
                .body(changed)
                .put(ROOT + "objects/" + OID + "/999999999999");

        assertThat(wrongHash.statusCode()).isEqualTo(422);
        assertThat(wrongHash.jsonPath().getString("message")).contains(LfsClient.oid(changed));
        assertThat(wrongSize.statusCode()).isEqualTo(422);
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        batch(reader, "download", OID, 12).body("objects[0].error.code", equalTo(404));
        assertThat(get(reader, ROOT, OID).statusCode()).isEqualTo(404);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void keepsNothingOfAnUploadThatBrokeOff() throws IOException {
        byte[] large = LfsClient.bytes(7, 1_000_000);
        String oid = LfsClient.oid(large);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "PUT %sobjects/%s/1000000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 1000000\r\n\r\n"
                            .formatted(ROOT, oid, writer)
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(large, 0, 500_000);
            out.flush();
            Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
        }

        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
        assertThat(get(reader, ROOT, oid).statusCode()).isEqualTo(404);
        assertThat(put(writer, ROOT, oid, large).statusCode()).isEqualTo(200);
    }

    @Test
    void keepsRepositoriesAndTeamsApart() {
        team.create("acme/gadgets");
        Team other = Team.registered().create("acme/widgets");
        put(writer, ROOT, OID, CONTENT);
        String gadgets = team.token("acme/gadgets", "git:write");
        String others = other.token("acme/widgets", "git:write");

        batch("/acme/gadgets.git/info/lfs/", gadgets, "download", OID, 12).body("objects[0].error.code", equalTo(404));
        batch("/acme/gadgets.git/info/lfs/", gadgets, "upload", OID, 12).body("objects[0].actions", hasKey("upload"));
        assertThat(get(gadgets, "/acme/gadgets.git/info/lfs/", OID).statusCode())
                .isEqualTo(404);
        assertThat(get(gadgets, ROOT, OID).statusCode()).isEqualTo(403);
        batch(others, "download", OID, 12).body("objects[0].error.code", equalTo(404));
        assertThat(get(others, ROOT, OID).statusCode()).isEqualTo(404);
    }

    @Test
    void insistsOnTheScope() {
        String creator = team.token("acme/widgets", "repo:write", "org:read");

        batch(reader, "upload", OID, 12).statusCode(403).body("message", containsString("git:write"));
        assertThat(put(reader, ROOT, OID, CONTENT).statusCode()).isEqualTo(403);
        lock(reader, "a.bin").statusCode(403);
        batch(creator, "download", OID, 12).statusCode(403);
        team.as(creator).get(ROOT + "locks").then().statusCode(403);
        team.as(reader).get(ROOT + "locks").then().statusCode(200).body("locks.size()", equalTo(0));
    }

    @Test
    void locksUnlocksAndLists() {
        String id = lock(writer, "a.bin").statusCode(201).extract().path("lock.id");
        lock(writer, "a.bin").statusCode(409).body("lock.id", equalTo(id)).body("message", notNullValue());
        lock(writer, "b.bin").statusCode(201);
        var claims = team.claims("acme/widgets", "git:write");
        claims.setSubject("bob");
        String bob = team.sign(claims);
        lock(bob, "c.bin").statusCode(201);

        team.as(reader)
                .get(ROOT + "locks?limit=2&refspec=refs/heads/main")
                .then()
                .body("locks.path", contains("a.bin", "b.bin"))
                .body("next_cursor", notNullValue());
        team.as(reader)
                .get(ROOT + "locks?path=b.bin")
                .then()
                .body("locks.path", contains("b.bin"))
                .body("", not(hasKey("next_cursor")));
        team.as(reader).get(ROOT + "locks?id=" + id).then().body("locks.path", contains("a.bin"));
        team.as(reader).get(ROOT + "locks?limit=many").then().statusCode(400);
        team.as(bob)
                .contentType(TYPE)
                .body("{}")
                .post(ROOT + "locks/verify")
                .then()
                .statusCode(200)
                .body("ours.path", contains("c.bin"))
                .body("theirs.path", contains("a.bin", "b.bin"));
        team.as(bob)
                .contentType(TYPE)
                .body("{}")
                .post(ROOT + "locks/" + id + "/unlock")
                .then()
                .statusCode(403);
        team.as(bob)
                .contentType(TYPE)
                .body("{\"force\": true}")
                .post(ROOT + "locks/" + id + "/unlock")
                .then()
                .statusCode(200)
                .body("lock.path", equalTo("a.bin"));
        team.as(bob)
                .contentType(TYPE)
                .body("{}")
                .post(ROOT + "locks/" + UUID.randomUUID() + "/unlock")
                .then()
                .statusCode(404);
    }

    @Test
    void answersNonsenseReadably() {
        post("not json").statusCode(400).contentType(TYPE).body("message", containsString("JSON"));
        post("null").statusCode(400);
        post("[1,2]").statusCode(400);
        post("{\"operation\": \"download\", \"objects\": \"" + "x".repeat(2_000_000) + "\"}")
                .statusCode(413);
        team.as(reader)
                .get(ROOT + "objects/" + "0".repeat(63))
                .then()
                .statusCode(404)
                .contentType(TYPE);
        team.as(writer).put(ROOT + "objects/../" + OID + "/12").then().statusCode(404);
    }

    @Test
    void takesTheSameObjectFromManyAtOnce() throws Exception {
        byte[] large = LfsClient.bytes(9, 2_000_000);
        String oid = LfsClient.oid(large);
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> statuses.add(put(writer, ROOT, oid, large).statusCode()));
            }
        }

        assertThat(statuses).hasSize(8).containsOnly(200);
        assertThat(get(reader, ROOT, oid).asByteArray()).isEqualTo(large);
        assertThat(filesOf("acme/widgets")).hasSize(1);
        assertThat(spooled()).isEmpty();
    }

    /** Together larger than this JVM's heap, so that an upload kept in memory would crash it. */
    @Test
    void takesFiftyUploadsAtOnceThatDoNotFitIntoMemory() throws Exception {
        int size = 17 * 1024 * 1024;
        assertThat(50L * size).isGreaterThan(Runtime.getRuntime().maxMemory());
        byte[] shared = LfsClient.bytes(11, size);
        List<String> oids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            shared[0] = (byte) i;
            oids.add(LfsClient.oid(shared));
        }

        List<Future<Integer>> uploads = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                int first = i;
                uploads.add(threads.submit(() -> upload(client, oids.get(first), (byte) first, shared)));
            }
        }

        assertThat(uploads).extracting(Future::resultNow).containsOnly(200);
        UUID repository = storage.catalog()
                .find(team.slug(), "acme/widgets")
                .orElseThrow()
                .id();
        assertThat(storage.lfsObjects()
                        .find(repository, oids.stream().map(LfsOid::new).toList())
                        .values())
                .hasSize(50)
                .containsOnly((long) size);
        for (Path file : filesOf("acme/widgets")) {
            Files.delete(file);
        }
    }

    /** On a slow machine some get no permit in time, and repeat the request as {@code Retry-After} asks them to. */
    private int upload(HttpClient client, String oid, byte first, byte[] rest)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:%d%sobjects/%s/%d".formatted(RestAssured.port, ROOT, oid, rest.length)))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(110))
                .header("Authorization", "Bearer " + writer)
                .PUT(BodyPublishers.ofInputStream(() -> new SequenceInputStream(
                        new ByteArrayInputStream(new byte[] {first}),
                        new ByteArrayInputStream(rest, 1, rest.length - 1))))
                .build();
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        for (int repeat = 0; answer.statusCode() == 429 && repeat < 10; repeat++) {
            Thread.sleep(Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElseThrow()));
            answer = client.send(request, BodyHandlers.discarding());
        }
        return answer.statusCode();
    }

    private ValidatableResponse batch(String token, String operation, String oid, long size) {
        return batch(ROOT, token, operation, oid, size);
    }

    private ValidatableResponse batch(String root, String token, String operation, String oid, long size) {
        return team.as(token)
                .contentType(TYPE)
                .accept(TYPE)
                .body("{\"operation\":\"%s\",\"transfers\":[\"basic\"],\"objects\":[{\"oid\":\"%s\",\"size\":%d}]}"
                        .formatted(operation, oid, size))
                .post(root + "objects/batch")
                .then();
    }

    private ValidatableResponse verify(String oid, long size) {
        return team.as(writer)
                .contentType(TYPE)
                .body("{\"oid\":\"%s\",\"size\":%d}".formatted(oid, size))
                .post(ROOT + "verify")
                .then();
    }

    private ValidatableResponse lock(String token, String path) {
        return team.as(token)
                .contentType(TYPE)
                .body("{\"path\":\"%s\",\"ref\":{\"name\":\"refs/heads/main\"}}".formatted(path))
                .post(ROOT + "locks")
                .then();
    }

    private ValidatableResponse post(String body) {
        return team.as(writer)
                .contentType(TYPE)
                .body(body)
                .post(ROOT + "objects/batch")
                .then();
    }

    private Response put(String token, String root, String oid, byte[] content) {
        return team.as(token)
                .contentType("application/octet-stream")
                .body(content)
                .put(root + "objects/" + oid + "/" + content.length);
    }

    private Response get(String token, String root, String oid) {
        return team.as(token).get(root + "objects/" + oid);
    }

    private List<Path> filesOf(String repository) throws IOException {
        UUID id = storage.catalog().find(team.slug(), repository).orElseThrow().id();
        try (var files = Files.list(directory.resolve("packs/lfs/" + id))) {
            return files.toList();
        }
    }

    /** Scratch files of this test's uploads; a killed run may have left some. */
    private List<Path> spooled() throws IOException {
        try (var files = Files.list(directory.resolve(".scratch"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("lfs-"))
                    .filter(file -> !leftByOthers.contains(file))
                    .toList();
        }
    }
}
