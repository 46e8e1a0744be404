package dev.millrace.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.testing.TestForge;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpstreamClientTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final ClientLimits IMPATIENT =
            new ClientLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 4, Duration.ZERO);

    @Test
    void connectsToTheCheckedAddressAndKeepsTheName() throws IOException {
        try (var upstream = new TestUpstream(exchange -> TestForge.send(
                        exchange, 200, exchange.getRequestHeaders().getFirst("Host")));
                UpstreamCall call = upstream.get(upstream.access(Optional.empty()), "/host")) {
            assertThat(text(call)).isEqualTo("forge.invalid:" + upstream.port());
        }
    }

    @Test
    void beginsTlsWithTheCheckedAddress() throws Exception {
        var first = new CompletableFuture<Integer>();
        try (var server = new ServerSocket(0, 1, LOOPBACK);
                var upstream = new TestUpstream(exchange -> {}, IMPATIENT)) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    first.complete(socket.getInputStream().read());
                } catch (IOException e) {
                    first.completeExceptionally(e);
                }
            });
            URI address = URI.create("https://forge.invalid:%d/r.git".formatted(server.getLocalPort()));
            var access = UpstreamAccess.of("forge", address, List.of(LOOPBACK), Optional.empty());

            assertThatExceptionOfType(UpstreamException.class)
                    .isThrownBy(() -> upstream.client
                            .open(access, "GET", address, Map.of(), OptionalLong.empty())
                            .close());
            // a TLS record of type handshake, RFC 8446, section 5.1
            assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(22);
        }
    }

    @Test
    void triesTheNextAddressWhenOneCannotBeConnectedTo() throws IOException {
        try (var upstream = new TestUpstream(exchange -> TestForge.send(exchange, 200, "here"))) {
            // nothing listens on the second address of this machine
            var access = UpstreamAccess.of(
                    "forge",
                    upstream.address("/r.git"),
                    List.of(InetAddress.getByName("127.0.0.2"), LOOPBACK),
                    Optional.empty());

            try (UpstreamCall call = upstream.get(access, "/")) {
                assertThat(text(call)).isEqualTo("here");
            }
        }
    }

    /** Its connection serves the next request by the time it is closed. */
    @Test
    void closesNoConnectionWhoseResponseHasArrivedUnread() throws Exception { // #9.5
        var arrived = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var keptOpen = new ClientLimits(Duration.ofSeconds(10), Duration.ofSeconds(10), 0, 4, Duration.ofSeconds(10));
        try (var upstream = new TestUpstream(
                exchange -> {
                    if (exchange.getRequestURI().getPath().equals("/next")) {
                        arrived.countDown();
                        awaitUninterrupted(closed);
                    }
                    TestForge.send(
                            exchange,
                            200,
                            "from port " + exchange.getRemoteAddress().getPort());
                },
                keptOpen)) {
            UpstreamAccess access = upstream.access(Optional.empty());
            UpstreamCall unread = upstream.get(access, "/first");
            unread.response();
            Thread.sleep(100); // its end arrives, and the connection goes back to the pool
            try (UpstreamCall next = upstream.get(access, "/next")) {
                assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

                unread.close();
                Thread.sleep(100); // a connection is closed by its event loop
                closed.countDown();

                assertThat(text(next)).startsWith("from port");
            }
        }
    }

    @Test
    void sendsNothingToAnotherOrigin() throws IOException {
        try (var upstream = new TestUpstream(exchange -> TestForge.send(exchange, 200, "here"))) {
            UpstreamAccess access = upstream.access(Optional.of(TestUpstream.CREDENTIAL));
            for (String other : List.of(
                    "https://forge.invalid:%d/".formatted(upstream.port()),
                    "http://other.invalid:%d/".formatted(upstream.port()),
                    "http://forge.invalid:1/")) {
                assertThatExceptionOfType(UpstreamException.class)
                        .isThrownBy(() -> upstream.client
                                .open(access, "GET", URI.create(other), Map.of(), OptionalLong.empty())
                                .close())
                        .satisfies(thrown ->
                                assertThat(thrown.failure()).isInstanceOf(UpstreamFailure.RedirectRejected.class));
            }

            assertThat(upstream.authorizations).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> access.at(URI.create("http://other.invalid/r.git")));
        }
    }

    @Test
    void reportsAnUpstreamThatDoesNotListen() throws IOException {
        try (var upstream = new TestUpstream(exchange -> {})) {
            URI address = URI.create("http://forge.invalid:1/r.git");
            var access = UpstreamAccess.of("forge.test/r", address, List.of(LOOPBACK), Optional.empty());

            assertThatExceptionOfType(UpstreamException.class)
                    .isThrownBy(() -> upstream.client
                            .open(access, "GET", address, Map.of(), OptionalLong.empty())
                            .close())
                    .satisfies(thrown -> assertThat(thrown.failure())
                            .isEqualTo(new UpstreamFailure.Unreachable(
                                    "forge.test/r cannot be reached: the connection was refused, or not answered")));
        }
    }

    @Test
    void reportsAnUpstreamThatIsSilent() throws IOException {
        var released = new CompletableFuture<Boolean>();
        try (var upstream = new TestUpstream(
                        exchange -> released.orTimeout(20, TimeUnit.SECONDS).join(), IMPATIENT);
                UpstreamCall call = upstream.get(upstream.access(Optional.empty()), "/")) {
            assertThatExceptionOfType(UpstreamException.class)
                    .isThrownBy(call::response)
                    .satisfies(thrown -> assertThat(thrown.failure())
                            .isEqualTo(new UpstreamFailure.Unreachable("forge.test/r was silent for 1 s")));
            released.complete(true);
        }
    }

    @Test
    void streamsBodiesBothWays() throws IOException {
        byte[] part = "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);
        int parts = 64;
        try (var upstream = new TestUpstream(UpstreamClientTest::echo)) {
            UpstreamAccess access = upstream.access(Optional.empty());
            try (UpstreamCall call = upstream.client.open(
                    access, "POST", upstream.address("/"), Map.of(), OptionalLong.of((long) part.length * parts))) {
                for (int i = 1; i < parts; i++) {
                    call.write(part, 0, part.length);
                }
                assertThat(call.isSent()).isFalse();
                call.end(part, 0, part.length);
                assertThat(call.isSent()).isTrue();

                try (InputStream body = call.response().body()) {
                    for (int i = 0; i < parts; i++) {
                        assertThat(body.readNBytes(part.length)).isEqualTo(part);
                    }
                    assertThat(body.read()).isNegative();
                }
            }
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        byte[] received = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, received.length);
        exchange.getResponseBody().write(received);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(UpstreamCall call) throws IOException {
        try (InputStream body = call.response().body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
