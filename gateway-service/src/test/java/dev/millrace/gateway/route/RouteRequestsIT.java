package dev.millrace.gateway.route;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Headers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
class RouteRequestsIT {

    private static final String GIT_PATH = "/acme/widgets.git/info/refs";
    /** More than the heap of this JVM. */
    private static final long LARGE = 900L * 1024 * 1024;

    @TestHTTPResource("/")
    URI address;

    private final String id = UUID.randomUUID().toString();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void refusesACredentialThatIsUsedTooOften() throws Exception {
        var statuses = new TreeSet<Integer>();
        HttpResponse<String> refused = null;
        for (int request = 0; request < 2_000 && refused == null; request++) {
            HttpResponse<String> response = client.send(
                    order("").header("Authorization", "Bearer " + id).build(), BodyHandlers.ofString());
            statuses.add(response.statusCode());
            refused = response.statusCode() == 429 ? response : null;
        }

        assertThat(statuses).containsExactly(200, 429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(client.send(order("").build(), BodyHandlers.ofString()).statusCode())
                .as("without it")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/webhooks/github, ingest",
        "/acme/widgets.git/info/refs?service=git-upload-pack, git-http",
        "/api/v1/repos/file?path=a%2Fb&ref=main, git-http",
        "/api/repos/acme%2Fwidgets/pull-upstream?x=%2F, git-http",
        "/api/v1/webhooks?limit=1, webhook-delivery",
        "/api/webhooks/7/deliveries/8/redeliver, webhook-delivery",
        "/api/syncs/1, sync",
        "/api/builds, pipeline"
    })
    void sendsARequestAsItIsToTheOwnerOfItsPath(String uri, String upstream) {
        given().urlEncodingEnabled(false)
                .body("hello")
                .post(uri)
                .then()
                .statusCode(200)
                .body("upstream", equalTo(upstream))
                .body("method", equalTo("POST"))
                .body("uri", equalTo(uri))
                .body("bytes", equalTo(5));
    }

    @Test
    void informsTheOwnerWhoAskedAndKeepsItsOwnHopToItself() {
        given().header("X-Forwarded-For", "10.9.9.9")
                .header("Connection", "keep-alive, X-Hop")
                .header("X-Hop", "1")
                .header("Authorization", "Bearer kept")
                .header("X-Request-Id", "request-7")
                .get(GIT_PATH)
                .then()
                .statusCode(200)
                .header("X-Request-Id", "request-7")
                .header("Keep-Alive", nullValue())
                .body("headers.authorization", equalTo("Bearer kept"))
                .body("headers.'x-forwarded-for'", equalTo("127.0.0.1"))
                .body("headers.'x-forwarded-host'", equalTo(address.getAuthority()))
                .body("headers.'x-request-id'", equalTo("request-7"))
                .body("headers", not(hasKey("x-hop")));
    }

    @Test
    void showsTheOwnerThatTheRequestCameThroughTheGateway() {
        given().header("X-Millrace-Gateway", "forged")
                .get(GIT_PATH)
                .then()
                .statusCode(200)
                .body("headers.'x-millrace-gateway'", matchesRegex("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"));
    }

    @Test
    void forwardsNoTraceContext() {
        given().header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .get(GIT_PATH)
                .then()
                .statusCode(200)
                .body("headers", not(hasKey("traceparent")));
    }

    @Test
    void addsTheHeadersThatProtectBrowsersToEveryResponse() {
        for (String path : List.of(GIT_PATH, "/nothing/here")) {
            given().get(path)
                    .then()
                    .header("X-Content-Type-Options", "nosniff")
                    .header("X-Frame-Options", "DENY")
                    .header("Referrer-Policy", "no-referrer")
                    .header("Content-Security-Policy", containsString("default-src 'none'"));
        }
    }

    @Test
    void leavesAPageItsOwnPolicy() {
        Headers headers = given().get("/").then().statusCode(200).extract().headers();

        assertThat(headers.getValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("script-src 'self'");
        assertThat(headers.getValues("Referrer-Policy")).containsExactly("same-origin");
        assertThat(headers.getValues("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    void tellsBrowsersWhatPagesOfAnAllowedOriginMaySend() {
        for (String path : List.of("/api/v1/repos/files", "/api/teams", "/mcp")) {
            given().header("Origin", "https://app.example.com")
                    .header("Access-Control-Request-Method", "DELETE")
                    .header("Access-Control-Request-Headers", "authorization,code-storage-agent")
                    .options(path)
                    .then()
                    .statusCode(204)
                    .header("Access-Control-Allow-Origin", "https://app.example.com")
                    .header("Access-Control-Allow-Methods", containsString("DELETE"))
                    .header("Access-Control-Allow-Headers", "authorization, code-storage-agent")
                    .header("Access-Control-Allow-Credentials", nullValue());
        }
    }

    @Test
    void letsPagesOfAnAllowedOriginReadEveryResponse() {
        for (String path : List.of("/api/v1/repos/files", "/api/teams", "/nothing/here")) {
            given().header("Origin", "https://app.example.com")
                    .get(path)
                    .then()
                    .header("Access-Control-Allow-Origin", "https://app.example.com")
                    .header("Access-Control-Expose-Headers", containsString("X-Blob-Sha"))
                    .header("Vary", containsString("Origin"));
        }
    }

    @Test
    void keepsPagesOfOtherOriginsOut() {
        given().header("Origin", "https://other.example.com")
                .header("Access-Control-Request-Method", "GET")
                .options("/api/v1/repos/files")
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", "https://other.example.com")
                .get("/api/v1/repos/files")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void makesARequestIdWhenThereIsNone() {
        given().get(GIT_PATH).then().header("X-Request-Id", notNullValue()).body("headers", hasKey("x-request-id"));
    }

    @Test
    void answersAHeadRequest() {
        given().head(GIT_PATH).then().statusCode(200);
    }

    @Test
    void passesTheFirstBytesOnBeforeTheAnswerIsComplete() throws Exception {
        HttpResponse<InputStream> answer = client.send(order("hold:" + id).build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("first");

            send(order("release:" + id));

            assertThat(lines.readLine()).isEqualTo("second");
        }
    }

    @Test
    void passesTheFirstBytesOnBeforeTheRequestIsComplete() throws Exception {
        var out = new PipedOutputStream();
        var in = new PipedInputStream(out, 4 * 1024 * 1024);
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                order("swallow:" + id)
                        .POST(BodyPublishers.ofInputStream(() -> in))
                        .build(),
                BodyHandlers.ofString());
        out.write(new byte[1024 * 1024]);
        out.flush();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Long.parseLong(send(order("received:" + id))))
                        .isGreaterThan(900_000));

        out.write(new byte[10]);
        out.close();
        assertThat(answer.get().body()).isEqualTo(Integer.toString(1024 * 1024 + 10));
    }

    @Test
    void streamsAlsoToAClientThatKnowsNoChunks() throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            write(socket, "GET " + GIT_PATH + " HTTP/1.0\r\nX-Fake: flow:3000000\r\n\r\n");

            byte[] answer = socket.getInputStream().readAllBytes();
            String head = new String(answer, 0, 1_000, UTF_8);
            assertThat(head).contains(" 200 ").doesNotContain("chunked");
            assertThat(answer.length - head.indexOf("\r\n\r\n") - 4).isEqualTo(3_000_000);
        }
    }

    @Test
    void passesOnMoreThanFitsIntoMemory() throws Exception {
        HttpResponse<InputStream> answer = client.send(order("flow:" + LARGE).build(), BodyHandlers.ofInputStream());

        assertThat(count(answer.body())).isEqualTo(LARGE);
    }

    @Test
    void takesInMoreThanFitsIntoMemory() throws Exception {
        HttpResponse<String> answer = client.send(
                order("swallow:" + id)
                        .POST(BodyPublishers.ofInputStream(() -> new Zeros(LARGE)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(Long.toString(LARGE));
    }

    @Test
    void endsAtTheOwnerWhatTheClientNoLongerWaitsFor() throws Exception {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            write(socket, "GET " + GIT_PATH + " HTTP/1.1\r\nHost: x\r\nX-Fake: endless:" + id + "\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(send(order("cancelled:" + id))).isEqualTo("true"));
    }

    @Test
    void sendsARequestToAnotherInstanceWhenOneIsUnreachable() {
        for (int request = 0; request < 4; request++) {
            given().body("hello").post("/api/webhooks/1").then().statusCode(200).body("bytes", equalTo(5));
        }
    }

    /** A client whose window is small has the beginning of a response that has arrived completely at the gateway. */
    @Test
    void leavesTheConnectionToTheOwnerToItsNextRequest() throws Exception { // #9.5
        Vertx vertx = Vertx.vertx();
        try {
            var slow = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setInitialSettings(new Http2Settings().setInitialWindowSize(1_000)));
            for (int round = 0; round < 5; round++) {
                var begun = new CompletableFuture<HttpClientRequest>();
                slow.request(HttpMethod.GET, address.getPort(), address.getHost(), "/api/webhooks/1")
                        .onSuccess(request -> {
                            request.response().onSuccess(response -> {
                                response.pause();
                                begun.complete(request);
                            });
                            request.putHeader("X-Fake", "flow:65536").end();
                        });
                HttpClientRequest abandoned = begun.get(10, TimeUnit.SECONDS);
                String next = id + round;
                CompletableFuture<HttpResponse<String>> other = client.sendAsync(
                        HttpRequest.newBuilder(address.resolve("/api/webhooks/2"))
                                .header("X-Fake", "answer-when-released:" + next)
                                .POST(BodyPublishers.ofString("x"))
                                .build(),
                        BodyHandlers.ofString());
                await().until(() -> send(order("received:" + next)).equals("1"));

                abandoned.reset();
                abandoned
                        .connection()
                        .ping(Buffer.buffer(new byte[8]))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
                send(order("release:" + next));

                assertThat(other.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        } finally {
            vertx.close();
        }
    }

    @Test
    void reportsInJsonThatAServiceIsUnavailable() {
        given().get("/api/insights/metrics")
                .then()
                .statusCode(503)
                .contentType("application/json")
                .header("Retry-After", "5")
                .body("error", containsString("insights is not reachable now"))
                .body("requestId", notNullValue());
    }

    @Test
    void reportsToGitInPlainTextThatAServiceFailed() {
        given().header("X-Fake", "break")
                .get(GIT_PATH)
                .then()
                .statusCode(502)
                .contentType("text/plain")
                .body(containsString("git-http closed the connection before it responded"));
    }

    @Test
    void repeatsAReadingRequestWhoseConnectionTheOwnerClosed() { // #9.13
        given().header("X-Fake", "break-once:" + id).get(GIT_PATH).then().statusCode(200);
    }

    @Test
    void repeatsNoRequestThatMayChangeSomething() throws Exception { // #9.13
        given().header("X-Fake", "break-once:" + id)
                .post("/acme/widgets.git/git-upload-pack")
                .then()
                .statusCode(502);

        assertThat(send(order("received:" + id))).isEqualTo("1");
    }

    @Test
    void passesOnARefusalThatComesBeforeTheBodyIsRead() throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            write(socket, """
                    POST /webhooks/github HTTP/1.1\r
                    Host: x\r
                    X-Fake: refuse\r
                    Content-Length: 31457280\r
                    \r
                    some""");

            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webhooks/../api/teams",
                "/webhooks/%2e%2e/api/teams",
                "/acme/widgets.git/..%2f..%2fq/metrics",
                "//acme/widgets.git/info/refs"
            })
    void refusesPathsWithADoubleMeaning(String path) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            write(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"error\"").doesNotContain("\"upstream\"");
        }
    }

    @Test
    void answersInJsonWhereThereIsNothing() {
        given().get("/nothing")
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body("error", notNullValue());
        given().get("/api/nothing").then().statusCode(404).contentType("application/json");
        given().body("{}")
                .contentType("application/json")
                .put("/")
                .then()
                .statusCode(405)
                .body("error", notNullValue());
    }

    private HttpRequest.Builder order(String fake) {
        return HttpRequest.newBuilder(address.resolve(GIT_PATH)).header("X-Fake", fake);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private static long count(InputStream stream) throws IOException {
        byte[] block = new byte[64 * 1024];
        long bytes = 0;
        for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
            bytes += read;
        }
        return bytes;
    }

    /** That many zero bytes, made as they are read. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] block, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int given = (int) Math.min(left, length);
            left -= given;
            return given;
        }
    }
}
