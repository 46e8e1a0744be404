package dev.millrace.forge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.MultiValue;
import dev.millrace.testing.GitHubRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullMarked;

/** A WireMock server, an App key and a clock that tests advance. */
@NullMarked
final class FakeGitHub implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    final MovableClock clock = new MovableClock();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final GitHubTraffic traffic = new GitHubTraffic(clock, meters);
    final KeyPair keys = rsaKeys();
    final Path keyFile;

    FakeGitHub(Path directory) throws IOException {
        server.start();
        server.addMockServiceRequestListener((request, response) -> GitHubRequests.record(
                request.getMethod().getName(),
                URI.create(request.getUrl()),
                request.getHeaders().all().stream().collect(Collectors.toMap(MultiValue::key, MultiValue::values)),
                request.getBody()));
        keyFile = directory.resolve("app.pem");
        writeKey(keys);
    }

    void writeKey(KeyPair pair) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        Files.writeString(keyFile, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }

    /** In PEM, as the file has it now. */
    private String readKey() {
        try {
            return Files.readString(keyFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GitHubConfig config() {
        URI address = URI.create(server.baseUrl());
        return new GitHubConfig(
                new ForgeHost("github.test", address, address),
                Optional.of("4711"),
                () -> List.of(readKey()),
                Duration.ofSeconds(3));
    }

    GitHubApp app() {
        try {
            return new GitHubApp(config(), clock, SSLContext.getDefault(), traffic);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    GitHubSite site() {
        try {
            return new GitHubSite(config().host(), config().timeout(), clock, SSLContext.getDefault(), traffic);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void grantsToken(String token, Instant expiresAt) {
        server.stubFor(post(urlPathMatching("/app/installations/[^/]+/access_tokens"))
                .willReturn(aResponse()
                        .withStatus(201)
                        .withBody("{\"token\":\"%s\",\"expires_at\":\"%s\",\"permissions\":{}}"
                                .formatted(token, expiresAt))));
    }

    @Override
    public void close() {
        server.stop();
    }

    static KeyPair rsaKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static final class MovableClock extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

        void advance(Duration by) {
            now.updateAndGet(at -> at.plus(by));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
