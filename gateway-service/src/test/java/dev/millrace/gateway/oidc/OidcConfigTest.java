package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.identity.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OidcConfigTest {

    @Test
    void namesNoProviderByDefault() {
        OidcConfig config = read(Map.of());

        assertThat(config.issuer()).isEmpty();
        assertThat(config.clientId()).isEmpty();
        assertThat(config.clientSecret()).isEmpty();
        assertThat(config.clientSecretFile()).isEmpty();
        assertThat(config.scopes()).containsExactly("openid", "profile", "email");
        assertThat(config.name()).isEqualTo("OpenID Connect");
        assertThat(config.nameClaim()).isEqualTo("name");
        assertThat(config.groupsClaim()).isEqualTo("groups");
        assertThat(config.groups()).isEmpty();
        assertThat(config.admitEveryone()).isFalse();
        assertThat(config.emailDomains()).isEmpty();
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void readsEveryKey() {
        OidcConfig config = read(Map.ofEntries(
                Map.entry("millrace.gateway.oidc.issuer", "https://sso.example.org/realms/acme"),
                Map.entry("millrace.gateway.oidc.client-id", "millrace"),
                Map.entry("millrace.gateway.oidc.client-secret", "hidden"),
                Map.entry("millrace.gateway.oidc.client-secret-file", "/keys/client-secret"),
                Map.entry("millrace.gateway.oidc.scopes", "openid,groups"),
                Map.entry("millrace.gateway.oidc.name", "Acme"),
                Map.entry("millrace.gateway.oidc.name-claim", "display_name"),
                Map.entry("millrace.gateway.oidc.groups-claim", "roles"),
                Map.entry("millrace.gateway.oidc.groups.developers", "acme:member, tools:maintainer"),
                Map.entry("millrace.gateway.oidc.groups.\"/acme/team.leads\"", "acme:owner"),
                Map.entry("millrace.gateway.oidc.admit-everyone", "true"),
                Map.entry("millrace.gateway.oidc.email-domains", "example.org,example.com"),
                Map.entry("millrace.gateway.oidc.timeout", "3S")));

        assertThat(config.issuer()).contains(URI.create("https://sso.example.org/realms/acme"));
        assertThat(config.clientId()).contains("millrace");
        assertThat(config.clientSecret()).contains("hidden");
        assertThat(config.clientSecretFile()).contains(Path.of("/keys/client-secret"));
        assertThat(config.scopes()).containsExactly("openid", "groups");
        assertThat(config.name()).isEqualTo("Acme");
        assertThat(config.nameClaim()).isEqualTo("display_name");
        assertThat(config.groupsClaim()).isEqualTo("roles");
        assertThat(config.groups().get("developers"))
                .containsExactly(new GroupRole("acme", Role.MEMBER), new GroupRole("tools", Role.MAINTAINER));
        assertThat(config.groups().get("/acme/team.leads")).containsExactly(new GroupRole("acme", Role.OWNER));
        assertThat(config.admitEveryone()).isTrue();
        assertThat(config.emailDomains().orElseThrow()).containsExactly("example.org", "example.com");
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesAMappingThatNamesNoRole() {
        assertThatThrownBy(() -> read(Map.of("millrace.gateway.oidc.groups.developers", "acme:boss")))
                .hasStackTraceContaining("'acme:boss' must be a team and one of viewer, member, maintainer, owner");
        assertThatThrownBy(() -> read(Map.of("millrace.gateway.oidc.groups.developers", "member")))
                .hasStackTraceContaining("'member' must be a team and one of");
    }

    static OidcConfig read(Map<String, String> given) {
        var builder = new SmallRyeConfigBuilder().withDefaultValues(given).withMapping(OidcConfig.class);
        // as Quarkus reads "3S"
        builder.withConverter(Duration.class, 300, new DurationConverter());
        return builder.build().getConfigMapping(OidcConfig.class);
    }
}
