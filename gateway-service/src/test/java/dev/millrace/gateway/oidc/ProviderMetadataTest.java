package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderMetadataTest {

    private static final URI ISSUER = URI.create("https://sso.example.org");

    private final Map<String, Object> document = new HashMap<>(Map.of(
            "issuer", "https://sso.example.org/",
            "authorization_endpoint", "https://sso.example.org/page",
            "token_endpoint", "https://sso.example.org/token",
            "jwks_uri", "https://keys.example.org/keys"));

    @Test
    void takesTheIssuerAsTokensStateIt() {
        ProviderMetadata metadata = ProviderMetadata.read(document, ISSUER);

        assertThat(metadata.issuer()).isEqualTo("https://sso.example.org/");
        assertThat(metadata.userinfoEndpoint()).isEmpty();
        assertThat(metadata.jwksUri()).isEqualTo(URI.create("https://keys.example.org/keys"));
    }

    @Test
    void refusesTheDocumentOfAnotherIssuer() {
        document.put("issuer", "https://other.example.org");

        assertThatThrownBy(() -> ProviderMetadata.read(document, ISSUER))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("https://other.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
    void needsEachAddressAndOverTls(String field) {
        document.put(field, "http://sso.example.org/insecure");
        assertThatThrownBy(() -> ProviderMetadata.read(document, ISSUER)).hasMessageContaining(field);

        document.remove(field);
        assertThatThrownBy(() -> ProviderMetadata.read(document, ISSUER)).hasMessageContaining(field);
    }

    @Test
    void authenticatesTheClientInTheHeaderUnlessTheProviderDoesNotSupportIt() {
        assertThat(ProviderMetadata.read(document, ISSUER).acceptsBasic()).isTrue();

        document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertThat(ProviderMetadata.read(document, ISSUER).acceptsBasic()).isFalse();
    }
}
