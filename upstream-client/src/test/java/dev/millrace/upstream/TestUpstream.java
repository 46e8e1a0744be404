package dev.millrace.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.forge.ForgeCredential;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.testing.TestForge;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An upstream on this machine, and a client for it. It records the credentials that it is sent. */
final class TestUpstream implements AutoCloseable {

    static final String SECRET = "s3cret-of-the-team";
    static final ForgeCredential CREDENTIAL = ForgeCredential.of("gitea", "forge.test", Optional.of("bot"), SECRET);

    final Vertx vertx = Vertx.vertx();
    final UpstreamClient client;
    final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    TestUpstream(HttpHandler handler) throws IOException {
        this(handler, new ClientLimits(Duration.ofSeconds(10), Duration.ofSeconds(10), 0, 4, Duration.ZERO));
    }

    TestUpstream(HttpHandler handler, ClientLimits limits) throws IOException {
        server = TestForge.listen(exchange -> {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .ifPresent(authorizations::add);
            handler.handle(exchange);
        });
        client = new UpstreamClient(vertx, TrustedCertificates.with(List.of()), limits, Clock.systemUTC());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Under a name that only pinning resolves. */
    URI address(String path) {
        return URI.create("http://forge.invalid:%d%s".formatted(port(), path));
    }

    UpstreamAccess access(Optional<ForgeCredential> credential) {
        return UpstreamAccess.of(
                "forge.test/r", address("/r.git"), List.of(InetAddress.getLoopbackAddress()), credential);
    }

    /** Sends a GET; the caller closes the call. */
    UpstreamCall get(UpstreamAccess access, String path) throws UpstreamException {
        UpstreamCall call = client.open(access, "GET", address(path), Map.of(), OptionalLong.empty());
        call.end();
        return call;
    }

    static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        TestForge.send(exchange, status, body);
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.stop(0);
    }
}
