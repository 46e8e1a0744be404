package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenPersonTest {

    private final Map<String, Object> claims = new HashMap<>(Map.of(
            "sub", "17",
            "name", "Ann Example",
            "preferred_username", "ann",
            "email", "ann@example.org",
            "email_verified", true,
            "groups", List.of("developers", "leads", 3)));

    @Test
    void isReadFromTheClaimsOfTheSettings() {
        ProvenPerson person = read(Map.of());

        assertThat(person.subject()).isEqualTo("17");
        assertThat(person.names()).containsExactly("Ann Example", "ann", "17");
        assertThat(person.email()).contains("ann@example.org");
        assertThat(person.groups()).containsExactlyInAnyOrder("developers", "leads");
        assertThat(person).hasToString("ProvenPerson[https://sso.example.org 17]");
    }

    @Test
    void hasOtherClaimsIfTheSettingsSaySo() {
        claims.put("roles", "developers");

        ProvenPerson person = read(Map.of(
                "millrace.gateway.oidc.groups-claim", "roles",
                "millrace.gateway.oidc.name-claim", "nickname"));

        assertThat(person.groups()).containsExactly("developers");
        assertThat(person.names()).containsExactly("ann", "17");
    }

    @Test
    void hasNoAddressThatTheProviderHasNotVerified() {
        claims.put("email_verified", false);
        assertThat(read(Map.of()).email()).isEmpty();

        claims.remove("email_verified");
        assertThat(read(Map.of()).email()).isEmpty();

        claims.put("email_verified", "true");
        assertThat(read(Map.of()).email()).isPresent();
    }

    @Test
    void mayBeInNoGroup() {
        claims.remove("groups");

        assertThat(read(Map.of()).groups()).isEmpty();
    }

    @Test
    void isIncompleteWithoutAClaimThatTheSettingsNeed() {
        OidcConfig plain = OidcConfigTest.read(Map.of());
        OidcConfig grouped = OidcConfigTest.read(Map.of("millrace.gateway.oidc.groups.leads", "acme:owner"));
        OidcConfig limited = OidcConfigTest.read(Map.of("millrace.gateway.oidc.email-domains", "example.org"));
        assertThat(ProvenPerson.isIncomplete(claims, grouped)).isFalse();
        claims.remove("groups");
        claims.remove("email");

        assertThat(ProvenPerson.isIncomplete(claims, plain)).isFalse();
        assertThat(ProvenPerson.isIncomplete(claims, grouped)).isTrue();
        assertThat(ProvenPerson.isIncomplete(claims, limited)).isTrue();
    }

    private ProvenPerson read(Map<String, String> settings) {
        return ProvenPerson.read(claims, "https://sso.example.org", OidcConfigTest.read(settings));
    }
}
