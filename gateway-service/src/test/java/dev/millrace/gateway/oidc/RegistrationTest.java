package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {

    @Test
    void existsWithAnIssuerOnly() {
        assertThat(Registration.read(OidcConfigTest.read(Map.of()))).isEmpty();
        assertThat(read(Map.of())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sso.example.org",
                "https://sso.example.org/?tenant=1",
                "https://sso.example.org/#top",
                "ftp://sso.example.org",
                "sso.example.org"
            })
    void refusesAnIssuerThatIsNoSecureAddress(String issuer) {
        assertThatThrownBy(() -> read(Map.of("issuer", issuer)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(issuer);
    }

    @Test
    void acceptsALoopbackAddressWithoutTls() {
        assertThat(read(Map.of("issuer", "http://localhost:8180/realms/acme")).issuer())
                .hasHost("localhost");
    }

    @Test
    void needsAClient() {
        assertThatThrownBy(() -> Registration.read(
                        OidcConfigTest.read(Map.of("millrace.gateway.oidc.issuer", "https://sso.example.org"))))
                .hasMessageContaining("millrace.gateway.oidc.client-id");
    }

    @Test
    void alwaysRequestsAnIdToken() {
        assertThat(read(Map.of("scopes", "profile,groups")).scope()).isEqualTo("openid profile groups");
        assertThat(read(Map.of()).scope()).isEqualTo("openid profile email");
    }

    @Test
    void readsTheSecretFromItsFileEachTime(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        Files.writeString(file, "first\n");
        Registration registration = read(Map.of("client-secret", "stated", "client-secret-file", file.toString()));
        assertThat(registration.currentSecret()).contains("first");

        Files.writeString(file, "second");

        assertThat(registration.currentSecret()).contains("second");
        assertThat(registration).hasToString("Registration[https://sso.example.org]");
    }

    @Test
    void mayHaveNoSecret() {
        assertThat(read(Map.of()).currentSecret()).isEmpty();
        assertThat(read(Map.of("client-secret", "stated")).currentSecret()).contains("stated");
    }

    @Test
    void reportsAFileThatCannotBeRead(@TempDir Path folder) {
        Registration registration =
                read(Map.of("client-secret-file", folder.resolve("none").toString()));

        assertThatThrownBy(registration::currentSecret).isInstanceOf(ProviderFailure.class);
    }

    private static Registration read(Map<String, String> given) {
        var all = new HashMap<>(Map.of("issuer", "https://sso.example.org", "client-id", "millrace"));
        all.putAll(given);
        var keys = new HashMap<String, String>();
        all.forEach((key, value) -> keys.put("millrace.gateway.oidc." + key, value));
        return Registration.read(OidcConfigTest.read(keys)).orElseThrow();
    }
}
