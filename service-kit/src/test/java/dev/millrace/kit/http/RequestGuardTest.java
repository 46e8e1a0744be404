package dev.millrace.kit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

    private static final int LARGE = 64 * 1024 * 1024;

    private final AtomicLong buffered = new AtomicLong();
    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        new RequestGuard(new EarlyResponses(new ObjectMapper()), Duration.ofMillis(300), 2L * LARGE).onStart(router);
        router.route("/waits")
                .handler(context -> context.request()
                        .handler(chunk -> {})
                        .endHandler(end -> context.response().end("whole"))
                        .resume());
        router.route("/later")
                .handler(context ->
                        vertx.setTimer(4_000, tick -> context.response().end("later")));
        router.route("/reads-late").handler(context -> {
            context.request().pause();
            context.response().setStatusCode(401).end("done");
            vertx.setTimer(
                    200,
                    tick -> context.request()
                            .handler(chunk -> {})
                            .endHandler(end -> {})
                            .resume());
        });
        // as a framework does: the body has a reader that keeps it, and the response does not wait for it
        router.route().handler(context -> {
            context.request().pause();
            context.request().handler(chunk -> buffered.addAndGet(chunk.length()));
            boolean refused = context.request().path().equals("/refused");
            context.response().setStatusCode(refused ? 401 : 200).end("done");
            context.request().resume();
        });
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void deliversAResponseThatComesBeforeTheBodyAndKeepsNothingOfThat() throws IOException {
        try (Socket socket = send("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n")) {
            byte[] block = new byte[64 * 1024];
            for (int left = LARGE; left > 0; left -= block.length) {
                socket.getOutputStream().write(block);
            }

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("Connection: close");
        }
        assertThat(buffered.get()).isLessThan(1024 * 1024);
    } // #9.13

    @Test
    void deliversTheRefusalOfABodyThatIsTooLong() throws IOException {
        long tooLong = 2L * LARGE + 1;
        try (Socket socket = send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + tooLong + "\r\n\r\n")) {
            socket.getOutputStream().write(new byte[1024 * 1024]);

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .containsIgnoringCase("Connection: close")
                    .contains("the body is larger than %d bytes".formatted(2L * LARGE));
        }
        assertThat(buffered.get()).isZero();
    }

    @Test
    void disconnectsAClientThatSendsNothingMore() throws IOException {
        try (Socket socket = send("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n")) {
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 401");
        }
    } // #9.4

    @Test
    void keepsTheConnectionWhereTheRestIsSmall() throws IOException {
        String request = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
        try (Socket socket = send(request)) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 401");
            socket.getInputStream().readNBytes("done".length());

            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    } // #9.13

    /** A proxy would send the request of another client over it. */
    @Test
    void closesNoConnectionWithoutAnnouncingIt() throws IOException {
        String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        try (Socket socket = send(request)) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("close");
            socket.getInputStream().readNBytes("done".length());

            socket.getOutputStream().write("helloGET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    } // #9.5

    /** A resource that begins to read after its response takes the handlers of the body. */
    @Test
    void closesNoConnectionThatServesTheNextRequest() throws IOException {
        try (Socket socket = send("POST /reads-late HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")) {
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("close");
            socket.getInputStream().readNBytes("done".length());
            await().pollDelay(Duration.ofMillis(400)).until(() -> true);

            socket.getOutputStream().write("helloGET /later HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    } // #9.13

    @Test
    void refusesTwoDifferentCredentials() throws IOException {
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b"))
                .startsWith("HTTP/1.1 400")
                .contains("two different Authorization headers");
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer a"))
                .startsWith("HTTP/1.1 200");
    } // #9.15

    @Test
    void answersGitInPlainText() throws IOException {
        assertThat(answer(
                        "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: git/2.47.3\r\nAuthorization: a\r\nAuthorization: b"))
                .contains("text/plain")
                .contains("the request has two different Authorization headers (request ");
    } // #9.15

    @Test
    void refusesAPathThatIsTooLong() throws IOException {
        assertThat(answer("GET /" + "a".repeat(799) + " HTTP/1.1\r\nHost: x"))
                .startsWith("HTTP/1.1 414")
                .contains("the path is longer than 768 bytes");
        assertThat(answer("GET /" + "%C3%A4".repeat(300) + " HTTP/1.1\r\nHost: x"))
                .startsWith("HTTP/1.1 200");
    } // #9.25

    @ParameterizedTest
    @ValueSource(strings = {"/a?q=x%00y", "/a%00b"})
    void refusesANul(String target) throws IOException {
        assertThat(answer("GET " + target + " HTTP/1.1\r\nHost: x")).startsWith("HTTP/1.1 400");
    } // #9.15

    @Test
    void answers408WhenABodyOfJsonIsNotCompleteInTime() throws IOException {
        String head = "POST /waits HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\nContent-Type: ";
        try (Socket json = send(head + "application/vnd.git-lfs+json; charset=utf-8\r\n\r\n{");
                Socket untyped = send("POST /waits HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{");
                Socket pack = send(head + "application/x-git-receive-pack-request\r\n\r\n{")) {
            assertThat(head(json.getInputStream())).startsWith("HTTP/1.1 408");
            assertThat(head(untyped.getInputStream())).startsWith("HTTP/1.1 408");

            pack.getOutputStream().write(new byte[19]);
            assertThat(head(pack.getInputStream())).startsWith("HTTP/1.1 200");
        }
    } // #9.25

    private String answer(String head) throws IOException {
        try (Socket socket = send(head + "\r\nConnection: close\r\n\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket send(String head) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout(20_000);
        try {
            socket.getOutputStream().write(head.getBytes(UTF_8));
        } catch (SocketException closed) {
            // it may have answered and closed
        }
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
