package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackUploadTest {

    private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);
    private static final Waiting AT_ONCE = new Waiting() {
        @Override
        public <T> T during(Wait<T> wait) throws IOException {
            return wait.get();
        }
    };

    @TempDir
    Path scratch;

    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final AtomicReference<String> length = new AtomicReference<>();
    private HttpServer server;
    private UpstreamClient client;
    private int status = 200;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/r.git/git-receive-pack", this::hear);
        server.start();
        ForwardConfig config = new SmallRyeConfigBuilder()
                .withDefaultValues(Map.of("millrace.git-http.forward.idle-timeout", "PT10S"))
                .withMapping(ForwardConfig.class)
                .build()
                .getConfigMapping(ForwardConfig.class);
        client = new UpstreamClient(
                vertx, TrustedCertificates.with(List.of()), ForwardBeans.limits(config), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.stop(0);
    }

    private void hear(HttpExchange exchange) throws IOException {
        try (exchange) {
            length.set(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length")));
            if (status != 200) {
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write("too large for us".getBytes(StandardCharsets.UTF_8));
                return;
            }
            InputStream body = exchange.getRequestBody();
            byte[] piece = new byte[8192];
            for (int got = body.read(piece); got >= 0; got = body.read(piece)) {
                synchronized (heard) {
                    heard.write(piece, 0, got);
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Test
    void sendsASmallPackInOnePieceOnceItMayGo() throws IOException {
        byte[] pack = noise(1000);
        try (PackUpload upload = upload(false, Duration.ofSeconds(5))) {
            upload.write(HEAD, pack, 0, 600);
            upload.write(HEAD, pack, 600, 400);
            assertThat(upload.isUnderWay()).isFalse();
            assertThat(upload.isWhole()).isFalse();

            assertThat(upload.finish(HEAD).response().status()).isEqualTo(200);

            assertThat(upload.isWhole()).isTrue();
        }
        assertThat(length.get()).isEqualTo("1004");
        assertThat(heard.toByteArray()).endsWith(pack).startsWith(HEAD);
    }

    @Test
    void sendsALargePackAsItComesButForItsEnd() throws IOException {
        byte[] pack = noise(4 << 20);
        try (PackUpload upload = upload(false, Duration.ofSeconds(5))) {
            for (int at = 0; at < pack.length; at += 8192) {
                upload.write(HEAD, pack, at, 8192);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> heardSoFar() >= pack.length - (128 << 10));
            assertThat(heardSoFar()).isLessThanOrEqualTo(HEAD.length + pack.length - (64 << 10));
            assertThat(upload.isWhole()).isFalse();

            assertThat(upload.finish(HEAD).response().status()).isEqualTo(200);
        }
        assertThat(heard.toByteArray()).hasSize(HEAD.length + pack.length).endsWith(pack);
    }

    @Test
    void givesSignsOfLifeWhileThePackIsChecked() throws IOException {
        byte[] pack = noise(2 << 20);
        try (PackUpload upload = upload(false, Duration.ofMillis(20))) {
            upload.write(HEAD, pack, 0, pack.length);
            int sent = HEAD.length + pack.length - (64 << 10);
            await().atMost(Duration.ofSeconds(10)).until(() -> heardSoFar() >= sent + 5);
            assertThat(heardSoFar()).isLessThan(sent + 10_000);

            assertThat(upload.finish(HEAD).response().status()).isEqualTo(200);
        }
        assertThat(heard.toByteArray()).hasSize(HEAD.length + pack.length).endsWith(pack);
    }

    @Test
    void keepsAPackThatMustBeCheckedFirstInAFile() throws IOException {
        byte[] pack = noise(3 << 20);
        try (PackUpload upload = upload(true, Duration.ofSeconds(5))) {
            upload.write(HEAD, pack, 0, 2 << 20);
            upload.write(HEAD, pack, 2 << 20, 1 << 20);
            assertThat(upload.isUnderWay()).isFalse();
            assertThat(files()).hasSize(1);

            assertThat(upload.finish(HEAD).response().status()).isEqualTo(200);
        }
        assertThat(heard.toByteArray()).hasSize(HEAD.length + pack.length).endsWith(pack);
        assertThat(files()).isEmpty();
    }

    @Test
    void reportsTheMessageOfAnUpstreamThatRespondsEarly() {
        status = 413;
        byte[] pack = noise(64 << 20);

        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> {
                    try (PackUpload upload = upload(false, Duration.ofSeconds(5))) {
                        for (int at = 0; at < pack.length; at += 1 << 16) {
                            upload.write(HEAD, pack, at, 1 << 16);
                        }
                        throw new UpstreamException(
                                upload.finish(HEAD).response().failure());
                    }
                })
                .satisfies(failure -> assertThat(failure.failure().message())
                        .containsAnyOf("forge takes no push of this size", "cannot be reached"));
    }

    private int heardSoFar() {
        synchronized (heard) {
            return heard.size();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(scratch)) {
            return all.toList();
        }
    }

    /** Its name does not resolve: only the checked address works. */
    private PackUpload upload(boolean isCheckedFirst, Duration signOfLife) {
        var access = UpstreamAccess.of(
                "forge",
                URI.create("http://forge.invalid:%d/r.git"
                        .formatted(server.getAddress().getPort())),
                List.of(InetAddress.getLoopbackAddress()),
                Optional.empty());
        return new PackUpload(client, access, AT_ONCE, scratch, isCheckedFirst, signOfLife);
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }
}
