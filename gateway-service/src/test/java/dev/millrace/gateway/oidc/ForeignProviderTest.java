package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.oidc.CodeOutcome.CodeRejected;
import dev.millrace.gateway.oidc.CodeOutcome.Proven;
import dev.millrace.gateway.oidc.CodeOutcome.TokenRefused;
import dev.millrace.kit.trust.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that others wrote: what we send and read is what it expects, too. */
class ForeignProviderTest {

    private static final URI CALLBACK = URI.create("http://localhost:8080/api/session/oidc/callback");
    private static final String VERIFIER = "verifier-that-is-long-enough-for-the-specification";
    /** Its SHA-256 in base64url. */
    private static final String CHALLENGE = "-xvocqy5OOny0FyiayIDhbdtHZX2-YFS_0RGnCuFv4U";

    private static final String CONFIGURATION = """
            {"httpServer": "NettyWrapper",
             "tokenCallbacks": [{"issuerId": "acme", "requestMappings": [
                 {"requestParam": "grant_type", "match": "authorization_code",
                  "claims": {"sub": "ann", "aud": ["millrace"], "name": "Ann", "groups": ["developers"]}}]}]}
            """;

    private final MockOAuth2Server server = new MockOAuth2Server(OAuth2Config.Companion.fromJson(CONFIGURATION));
    private OpenIdProvider provider;

    @BeforeEach
    void start() {
        server.start();
        OidcConfig config = OidcConfigTest.read(Map.of(
                "millrace.gateway.oidc.issuer", server.issuerUrl("acme").toString(),
                "millrace.gateway.oidc.client-id", "millrace",
                "millrace.gateway.oidc.client-secret", "secret"));
        var http = new ProviderHttp(config, TrustedCertificates.with(List.of()));
        Clock clock = Clock.systemUTC();
        provider = new OpenIdProvider(
                OpenIdProviders.FIRST, config, Registration.read(config).orElseThrow(), http, clock);
    }

    @AfterEach
    void stop() {
        server.shutdown();
    }

    @Test
    void provesWhoHasSignedIn() throws Exception {
        String code = code();

        assertThat(provider.exchange(code, CALLBACK, VERIFIER, "nonce"))
                .isInstanceOfSatisfying(Proven.class, proven -> {
                    assertThat(proven.person().subject()).isEqualTo("ann");
                    assertThat(proven.person().names()).first().isEqualTo("Ann");
                    assertThat(proven.person().groups()).containsExactly("developers");
                });
        // this one still accepts the code, and knows nothing of the flow any more
        assertThat(provider.exchange(code, CALLBACK, VERIFIER, "nonce")).isInstanceOf(TokenRefused.class);
    }

    @Test
    void rejectsAnotherVerifier() throws Exception {
        assertThat(provider.exchange(code(), CALLBACK, VERIFIER + "x", "nonce")).isInstanceOf(CodeRejected.class);
    }

    @Test
    void refusesAnotherNonce() throws Exception {
        assertThat(provider.exchange(code(), CALLBACK, VERIFIER, "another"))
                .isEqualTo(new TokenRefused("it was not made for this sign-in (nonce)"));
    }

    private String code() throws IOException, InterruptedException {
        URI page = provider.authorizePage(CALLBACK, "state", "nonce", CHALLENGE);
        try (var browser = HttpClient.newHttpClient()) {
            var response = browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.discarding());
            String callback = response.headers().firstValue("location").orElseThrow();
            assertThat(callback).startsWith(CALLBACK.toString()).contains("state=state");
            return callback.replaceAll(".*code=([^&]+).*", "$1");
        }
    }
}
