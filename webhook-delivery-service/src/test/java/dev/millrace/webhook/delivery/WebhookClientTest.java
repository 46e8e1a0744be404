package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.testing.TestCertificate;
import dev.millrace.webhook.delivery.Receiver.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookClientTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int LONGEST_BODY = 1000;
    private static final TestCertificate HOOKS = TestCertificate.of("hooks.test.invalid");

    private final WebhookClient client = new WebhookClient(VERTX, new HttpClientOptions(), TIMEOUT, LONGEST_BODY, 4);

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @Test
    void connectsToTheCheckedAddressWhateverTheNameResolvesTo() {
        try (Receiver receiver = Receiver.start()) {
            URI address = URI.create("http://hooks.invalid:%d/a%%20b?x=1%%2F2".formatted(receiver.port()));

            Attempt attempt = post(address, "127.0.0.1");

            assertThat(attempt.succeeded()).isTrue();
            assertThat(receiver.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.target()).isEqualTo("/a%20b?x=1%2F2");
                assertThat(request.header("Host")).isEqualTo("hooks.invalid:" + receiver.port());
                assertThat(request.header("X-Test")).isEqualTo("yes");
                assertThat(request.body()).isEqualTo("{\"körper\":1}");
            });
        }
    }

    @Test
    void triesTheNextAddressWhenTheFirstRefusesConnections() {
        try (Receiver receiver = Receiver.start()) {
            URI address = URI.create("http://hooks.invalid:%d/".formatted(receiver.port()));

            Attempt attempt = post(address, "127.0.0.9", "127.0.0.1");

            assertThat(attempt.succeeded()).isTrue();
        }
    }

    @Test
    void followsNoRedirect() {
        try (Receiver elsewhere = Receiver.start();
                Receiver receiver = Receiver.start()
                        .then(new Answer(
                                307, Map.of("Location", elsewhere.url("/x").toString()), ""))) {
            Attempt attempt = post(receiver.url("/"), "127.0.0.1");

            assertThat(attempt.succeeded()).isFalse();
            assertThat(attempt.error()).contains("the endpoint returned 307; redirects are not followed");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void keepsTheBeginningOfAResponse() {
        try (Receiver receiver = Receiver.start()
                .then(new Answer(
                        503, Map.of("Retry-After", "7", "X-Odd", "v"), "\0".repeat(10) + "x".repeat(5_000_000)))) {
            Attempt attempt = post(receiver.url("/"), "127.0.0.1");

            assertThat(attempt).isInstanceOfSatisfying(Attempt.Responded.class, responded -> {
                assertThat(responded.status()).isEqualTo(503);
                assertThat(responded.body()).hasSize(LONGEST_BODY).startsWith("\ufffd".repeat(10) + "xxx");
                assertThat(responded.headers()).containsEntry("x-odd", "v");
                assertThat(responded.retryAfter()).contains(Duration.ofSeconds(7));
            });
        }
    }

    @Test
    void doesNotWaitForever() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Attempt attempt = post(URI.create("http://localhost:" + silent.getLocalPort()), "127.0.0.1");

            assertThat(attempt).isEqualTo(new Attempt.NoResponse("no response within 2 s"));
        }
    }

    @Test
    void takesTheStatusOfAResponseThatNeverEnds() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithoutEnd(slow));

            Attempt attempt = post(URI.create("http://localhost:" + slow.getLocalPort()), "127.0.0.1");

            assertThat(attempt).isInstanceOfSatisfying(Attempt.Responded.class, responded -> {
                assertThat(responded.status()).isEqualTo(202);
                assertThat(responded.body()).isEqualTo("begin");
            });
        }
    }

    @Test
    void reportsARefusedConnection() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        Attempt attempt = post(URI.create("http://localhost:" + port), "127.0.0.1");

        assertThat(attempt).isInstanceOf(Attempt.NoResponse.class);
        assertThat(attempt.error()).get().asString().contains("onnection refused");
    }

    @Test
    void insistsOnACertificateForTheName() throws Exception {
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PemTrustOptions().addCertPath(HOOKS.pem().toString()));
        try (Receiver receiver = Receiver.start(HOOKS.server());
                WebhookClient trusts = new WebhookClient(VERTX, trusting, TIMEOUT, LONGEST_BODY, 4)) {
            URI right = URI.create("https://hooks.test.invalid:%d/".formatted(receiver.port()));
            URI wrong = URI.create("https://other.test.invalid:%d/".formatted(receiver.port()));

            assertThat(trusts.post(allowed(right, "127.0.0.1"), Map.of(), "{}").succeeded())
                    .isTrue();
            assertThat(trusts.post(allowed(wrong, "127.0.0.1"), Map.of(), "{}")).isInstanceOf(Attempt.NoResponse.class);
            assertThat(client.post(allowed(right, "127.0.0.1"), Map.of(), "{}")).isInstanceOf(Attempt.NoResponse.class);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void trustsACertificateThatTheOperatorAdds() throws Exception { // #9.17
        Path added =
                Files.write(folder.resolve("added.der"), HOOKS.certificate().getEncoded());
        var options = new HttpClientOptions()
                .setTrustOptions(TrustOptions.wrap(
                        TrustedCertificates.with(List.of(added)).trustManager()));
        try (Receiver receiver = Receiver.start(HOOKS.server());
                WebhookClient trusts = new WebhookClient(VERTX, options, TIMEOUT, LONGEST_BODY, 4)) {
            URI right = URI.create("https://hooks.test.invalid:%d/".formatted(receiver.port()));
            URI wrong = URI.create("https://other.test.invalid:%d/".formatted(receiver.port()));

            assertThat(trusts.post(allowed(right, "127.0.0.1"), Map.of(), "{}").succeeded())
                    .isTrue();
            assertThat(trusts.post(allowed(wrong, "127.0.0.1"), Map.of(), "{}")).isInstanceOf(Attempt.NoResponse.class);
        }
    }

    private Attempt post(URI address, String... pinned) {
        return client.post(allowed(address, pinned), Map.of("X-Test", "yes"), "{\"körper\":1}");
    }

    private static Resolved.Allowed allowed(URI address, String... pinned) {
        return new Resolved.Allowed(
                address,
                List.of(pinned).stream().map(WebhookClientTest::literal).toList());
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void answerWithoutEnd(ServerSocket server) {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream()) {
            in.read(new byte[4096]);
            out.write("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\nbegin".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // until the client stops reading
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the client disconnected
        }
    }
}
