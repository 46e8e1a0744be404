package dev.millrace.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.TestKeys;
import dev.millrace.testing.TestPlatformKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequireGatewayTest {

    private static final EarlyResponses RESPONSES = new EarlyResponses(new ObjectMapper());

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void acceptsWhatTheGatewayForwards() throws Exception {
        int port = listen(true);
        String token = gateway(TestPlatformKey.privateKeyFile(), Clock.systemUTC());

        assertThat(status(port, Optional.of(token))).isEqualTo(200);
        assertThat(status(port, Optional.of(token))).as("again").isEqualTo(200);
    }

    @Test
    void rejectsEverythingElse() throws Exception {
        int port = listen(true);
        Path other = Files.writeString(
                folder.resolve("other.pem"), TestKeys.pem(TestKeys.ec().getPrivate()));
        Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

        assertThat(status(port, Optional.empty())).isEqualTo(403);
        assertThat(status(port, Optional.of("x.y.z"))).isEqualTo(403);
        assertThat(status(port, Optional.of(gateway(other, Clock.systemUTC()))))
                .as("signed by another key")
                .isEqualTo(403);
        assertThat(status(port, Optional.of(gateway(TestPlatformKey.privateKeyFile(), earlier))))
                .as("expired")
                .isEqualTo(403);
    }

    @Test
    void acceptsEverythingUnlessTheOperatorWantsOtherwise() throws Exception {
        assertThat(status(listen(false), Optional.empty())).isEqualTo(200);
    }

    @Test
    void needsThePlatformsKey() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RequireGateway(RESPONSES, true, Optional.empty(), Clock.systemUTC()))
                .withMessageContaining("millrace.platform.public-key-file");
    }

    @Test
    void signsOneTokenForTheRequestsOfAMinute() {
        var tokens = new GatewayToken(Optional.of(TestPlatformKey.privateKeyFile()), Clock.systemUTC());

        assertThat(tokens.current()).isPresent().isEqualTo(tokens.current());
        assertThat(new GatewayToken(Optional.empty(), Clock.systemUTC()).current())
                .isEmpty();
    }

    private static String gateway(Path key, Clock clock) {
        return new GatewayToken(Optional.of(key), clock).current().orElseThrow();
    }

    private int listen(boolean required) throws Exception {
        Router router = Router.router(vertx);
        new RequireGateway(RESPONSES, required, Optional.of(TestPlatformKey.publicKeyFile()), Clock.systemUTC())
                .onStart(router);
        router.route().handler(context -> context.response().end("done"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private int status(int port, Optional<String> token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api".formatted(port)));
        token.ifPresent(value -> request.header(GatewayToken.HEADER, value));
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
