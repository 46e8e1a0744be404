package dev.millrace.forge.connection;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.matching.MatchResult;
import com.github.tomakehurst.wiremock.matching.ValueMatcher;
import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeHost;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.GitHubTraffic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectedAppsTest {

    private static final String TOKENS = "/app/installations/7/access_tokens";
    private static final ForgeInstallation INSTALLATION = new ForgeInstallation("github.test", "7");
    private static final String KEY = key();

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private final ForgeConnections connections = new ForgeConnections(Optional.empty());

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void findsTheAppThatAnInstallationBelongsTo() throws NoSuchAlgorithmException {
        connections.put(connection("a", "11", KEY));
        connections.put(connection("b", "22", KEY));
        rejects("11");
        grants("22", "token-of-22");
        ConnectedApps apps = apps();

        assertThat(apps.token(INSTALLATION).value()).isEqualTo("token-of-22");
        assertThat(apps.replace(INSTALLATION, apps.token(INSTALLATION)).value()).isEqualTo("token-of-22");

        // the second time, the App that was right is asked first
        server.verify(1, postRequestedFor(urlEqualTo(TOKENS)).andMatching(issuedBy("11")));
    }

    @Test
    void usesAConnectionAsSoonAsItIsKnownAndNoLongerThanItIs() throws NoSuchAlgorithmException {
        grants("11", "token-of-11");
        ConnectedApps apps = apps();
        assertThatThrownBy(() -> apps.token(INSTALLATION))
                .isInstanceOf(ForgeFailure.class)
                .hasMessage("no GitHub App is connected at github.test");

        connections.put(connection("a", "11", KEY));
        assertThat(apps.token(INSTALLATION).value()).isEqualTo("token-of-11");

        connections.remove("a");
        assertThatThrownBy(() -> apps.token(INSTALLATION)).isInstanceOf(ForgeFailure.class);
    }

    @Test
    void usesTheKeyThatReplacesAnother() throws NoSuchAlgorithmException {
        grants("11", "token-of-11");
        connections.put(connection("a", "11", "no key"));
        ConnectedApps apps = apps();
        assertThatThrownBy(() -> apps.token(INSTALLATION))
                .isInstanceOfSatisfying(
                        ForgeFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.AUTHENTICATION_REFUSED));

        connections.put(connection("a", "11", KEY));

        assertThat(apps.token(INSTALLATION).value()).isEqualTo("token-of-11");
    }

    @Test
    void reportsAKeyThatCannotBeOpened() throws NoSuchAlgorithmException {
        connections.put(connection("a", "11", () -> {
            throw new IllegalStateException("a sealed secret cannot be opened with this keyset");
        }));
        ConnectedApps apps = apps();

        assertThatThrownBy(() -> apps.token(INSTALLATION))
                .isInstanceOf(ForgeFailure.class)
                .hasMessage("a sealed secret cannot be opened with this keyset");
    }

    private void grants(String app, String token) {
        server.stubFor(post(urlEqualTo(TOKENS))
                .andMatching(issuedBy(app))
                .willReturn(aResponse()
                        .withStatus(201)
                        .withBody("{\"token\":\"%s\",\"expires_at\":\"2999-01-01T00:00:00Z\"}".formatted(token))));
    }

    private void rejects(String app) {
        server.stubFor(post(urlEqualTo(TOKENS))
                .andMatching(issuedBy(app))
                .willReturn(aResponse().withStatus(404).withBody("{\"message\":\"Not Found\"}")));
    }

    /** A request with a JWT of the App. */
    private static ValueMatcher<Request> issuedBy(String app) {
        return request -> {
            String claims = request.getHeader("Authorization").split("\\.")[1];
            String json = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
            return MatchResult.of(json.contains("\"iss\":\"" + app + "\""));
        };
    }

    private ForgeConnection connection(String id, String app, String key) {
        return connection(id, app, () -> key);
    }

    private ForgeConnection connection(String id, String app, ForgeConnection.Value key) {
        URI address = URI.create(server.baseUrl());
        return new ForgeConnection(
                id,
                "github",
                new ForgeHost("github.test", address, address),
                Optional.empty(),
                Optional.of(new ForgeConnection.App(app, Optional.empty())),
                List.of(new ForgeConnection.Secret(UUID.randomUUID(), Purpose.APP_KEY, key)));
    }

    private ConnectedApps apps() throws NoSuchAlgorithmException {
        Clock clock = Clock.systemUTC();
        return new ConnectedApps(
                connections,
                Duration.ofSeconds(3),
                clock,
                SSLContext.getDefault(),
                new GitHubTraffic(clock, new SimpleMeterRegistry()));
    }

    private static String key() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pkcs8)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
