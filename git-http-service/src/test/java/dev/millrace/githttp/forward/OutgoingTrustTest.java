package dev.millrace.githttp.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.GitHubApp;
import dev.millrace.forge.GitHubConfig;
import dev.millrace.forge.GitHubTraffic;
import dev.millrace.forge.InstallationTokens;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.testing.TestCertificate;
import dev.millrace.testing.TestForge;
import dev.millrace.testing.TestKeys;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of forges, against a server whose certificate only the operator trusts. */
class OutgoingTrustTest {

    private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
    private static final Vertx VERTX = Vertx.vertx();

    private static HttpServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void listen() throws IOException {
        server = TestForge.listen(OutgoingTrustTest::answer, CERTIFICATE.server());
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        VERTX.close();
    }

    @Test
    void forwardsToAnUpstreamThatTheOperatorTrusts() throws IOException { // #9.17
        assertThat(status(TrustedCertificates.with(List.of(CERTIFICATE.pem())))).isEqualTo(200);
        assertThatExceptionOfType(UpstreamException.class)
                .isThrownBy(() -> status(TrustedCertificates.with(List.of())))
                .withMessageContaining("cannot be reached");
    }

    @Test
    void callsAnApiThatTheOperatorTrusts() throws IOException { // #9.17
        assertThat(tokens(TrustedCertificates.with(List.of(CERTIFICATE.pem())))
                        .token(new ForgeInstallation("forge.test", "7"))
                        .value())
                .isEqualTo("ghs_x");
        assertThatExceptionOfType(ForgeFailure.class)
                .isThrownBy(() ->
                        tokens(TrustedCertificates.with(List.of())).token(new ForgeInstallation("forge.test", "7")));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean isApi = exchange.getRequestMethod().equals("POST");
        TestForge.send(
                exchange,
                isApi ? 201 : 200,
                isApi
                        ? "{\"token\":\"ghs_x\",\"expires_at\":\"%s\"}"
                                .formatted(Instant.now().plusSeconds(3600))
                        : "hello");
    }

    private static int status(TrustedCertificates trusted) throws IOException {
        URI address = URI.create("https://localhost:" + server.getAddress().getPort() + "/r.git");
        var access = UpstreamAccess.of("forge", address, List.of(InetAddress.getLoopbackAddress()), Optional.empty());
        ForwardConfig config = new SmallRyeConfigBuilder()
                .withMapping(ForwardConfig.class)
                .build()
                .getConfigMapping(ForwardConfig.class);
        try (var client = new UpstreamClient(VERTX, trusted, ForwardBeans.limits(config), Clock.systemUTC());
                UpstreamCall call = client.open(access, "GET", address, Map.of(), OptionalLong.of(0))) {
            call.end();
            return call.response().status();
        }
    }

    private InstallationTokens tokens(TrustedCertificates trusted) throws IOException {
        String key = TestKeys.pem(TestKeys.rsa().getPrivate());
        URI address = URI.create("https://localhost:" + server.getAddress().getPort());
        var config = new GitHubConfig(
                new ForgeHost("forge.test", address, address),
                Optional.of("17"),
                () -> List.of(key),
                Duration.ofSeconds(10));
        Clock clock = Clock.systemUTC();
        return new GitHubApp(config, clock, trusted.context(), new GitHubTraffic(clock, new SimpleMeterRegistry()))
                .installationTokens();
    }
}
