package dev.millrace.gateway.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.AdministratorAccess;
import dev.millrace.gateway.FakeUpstreams;
import dev.millrace.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies that are not wanted, or do not arrive, within limits that a test can reach. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@QuarkusTestResource(FakeUpstreams.class)
@QuarkusTestResource(AdministratorAccess.class)
@TestProfile(UploadIT.SmallLimits.class)
class UploadIT {

    private static final int MIB = 1024 * 1024;

    @TestHTTPResource("/")
    URI address;

    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 4194304", "Transfer-Encoding: chunked"})
    void deliversAResponseThatComesBeforeTheBody(String framing) throws Exception {
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            calls.add(() -> refused(framing));
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).startsWith("HTTP/1.1 401");
            }
        }
    } // #9.13

    @Test
    void deliversAResponseThatComesBeforeTheBodyOverHttp2() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            for (int i = 0; i < 20; i++) {
                int status = client.request(HttpMethod.POST, address.getPort(), address.getHost(), "/api/builds/early")
                        .compose(request -> {
                            request.exceptionHandler(reset -> {});
                            request.setChunked(true);
                            for (int block = 0; block < 64; block++) {
                                request.write(Buffer.buffer(new byte[64 * 1024]));
                            }
                            return request.response();
                        })
                        .map(response -> response.statusCode())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
                assertThat(status).isEqualTo(401);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    } // #9.13

    /** The end of the connection may arrive before the beginning of the response is passed on. */
    @Test
    void endsAResponseThatTheServiceDoesNotComplete() throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = post("/api/builds/cut", "Content-Length: 0", "Connection: close");

            assertThat(whole(socket)).matches("(?s)|HTTP/1\\.1 (200|502) .*");
        }
    }

    @Test
    void leavesItToTheServiceToAskForABody() throws IOException {
        Socket refused = post("/api/builds/early", "Content-Length: 100000000", "Expect: 100-continue");
        assertThat(head(refused)).startsWith("HTTP/1.1 401");

        Socket asked = post("/api/builds/late", "Content-Length: 5", "Expect: 100-continue");
        assertThat(head(asked)).startsWith("HTTP/1.1 100");
        asked.getOutputStream().write("hello".getBytes(UTF_8));
        assertThat(head(asked)).startsWith("HTTP/1.1 200");
        assertThat(until(asked, "}")).contains("\"bytes\":5,\"asked\":true");
    } // #9.25

    @ParameterizedTest
    @ValueSource(strings = {"/api/builds/late", "/webhooks/github", "/acme/widgets.git/git-receive-pack"})
    void answers408WhenABodyStalls(String path) throws IOException {
        Socket socket = post(path, "Content-Length: 20");
        socket.getOutputStream().write("half".getBytes(UTF_8));

        assertThat(head(socket)).startsWith("HTTP/1.1 408");
    } // #9.25

    @Test
    void givesAWebhookOneDeadlineHoweverItTrickles() throws IOException {
        Socket socket = post("/webhooks/github", "Content-Length: 2000000");
        socket.setSoTimeout(200);
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < 100 && answer.indexOf("\r\n\r\n") < 0; i++) {
            try {
                socket.getOutputStream().write('x');
                answer.append(head(socket));
            } catch (SocketTimeoutException nothingYet) {
                // the next byte keeps it from stalling
            }
        }

        assertThat(answer.toString()).startsWith("HTTP/1.1 408");
    } // #9.4

    @Test
    void takesWebhooksWhileManyConnectionsHoldBackTheirBodies() throws IOException {
        for (int i = 0; i < 100; i++) {
            Socket socket = post("/webhooks/github", "Content-Length: " + MIB);
            try {
                socket.getOutputStream().write(new byte[1000]);
            } catch (SocketException closed) {
                // to make room for a later one
            }
        }

        assertThat(RestAssured.given().body("hello").post("/webhooks/github").statusCode())
                .isEqualTo(200);
    } // #9.4

    @Test
    void makesRoomByAnswering503WithATimeToRetry() throws IOException {
        for (int i = 0; i <= SmallLimits.PER_SENDER; i++) {
            post("/webhooks/github", "Content-Length: " + MIB);
        }

        List<String> heads = new ArrayList<>();
        for (Socket socket : open) {
            heads.add(head(socket));
        }
        assertThat(heads)
                .filteredOn(head -> head.startsWith("HTTP/1.1 503"))
                .isNotEmpty()
                .allSatisfy(head -> assertThat(head).containsIgnoringCase("Retry-After: 5"));
    } // #9.4

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/teams/", "/webhooks/", "/api/builds/", "/api/syncs/", "/api/insights/", "/x.git/"})
    void answers414ToALongPath(String path) {
        int status = RestAssured.given().get(path + "a".repeat(800)).statusCode();

        assertThat(status).isEqualTo(414);
    } // #9.25

    @Test
    void refusesTwoDifferentCredentialsOnEveryRoute() throws IOException {
        for (String path : List.of("/webhooks/github", "/acme/x.git/git-upload-pack", "/api/teams", "/api/builds")) {
            Socket socket = post(path, "Authorization: Bearer a", "Authorization: Bearer b", "Content-Length: 0");

            assertThat(head(socket)).as(path).startsWith("HTTP/1.1 400");
        }
    } // #9.15

    /** Sends a body of 4 MiB to a service that has answered already; returns what the client received. */
    private String refused(String framing) throws IOException {
        boolean chunked = framing.contains("chunked");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/builds/early HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n").getBytes(UTF_8));
            byte[] block = new byte[64 * 1024];
            for (int i = 0; i < 64; i++) {
                out.write(chunked ? "10000\r\n".getBytes(UTF_8) : new byte[0]);
                out.write(block);
                out.write(chunked ? "\r\n".getBytes(UTF_8) : new byte[0]);
            }
            return head(socket);
        }
    }

    private Socket post(String path, String... headers) throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(20_000);
        open.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Fake: swallow:x\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(UTF_8));
        out.flush();
        return socket;
    }

    /** What the client receives until the connection ends, however that happens. */
    private static String whole(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.append((char) next);
            }
        } catch (SocketException reset) {
            // a partial response must not look complete
        }
        return read.toString();
    }

    /** The head of the next response, up to the empty line. */
    private static String head(Socket socket) throws IOException {
        return until(socket, "\r\n\r\n");
    }

    private static String until(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return read.toString();
            }
            read.append((char) next);
        }
        return read.toString();
    }

    public static final class SmallLimits implements QuarkusTestProfile {

        static final int PER_SENDER = 20;

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "millrace.gateway.upload.at-once", "30",
                    "millrace.gateway.upload.per-sender", Integer.toString(PER_SENDER),
                    "millrace.gateway.upload.stall", "3S",
                    "millrace.gateway.upload.webhook-deadline", "2S");
        }
    }
}
