package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.trust.TrustedCertificates;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenIdProvidersTest {

    private static final String PREFIX = "millrace.gateway.oidc.";

    private final Map<String, String> keys = new HashMap<>();

    @Test
    void hasNoneByDefault() {
        assertThat(providers().list()).isEmpty();
    }

    @Test
    void hasTheFirstOneAndThenTheOthersByTheirIds() {
        name("", "https://sso.example.org", "Acme SSO");
        name("providers.zeta.", "https://zeta.example.org", "Zeta");
        name("providers.partner.", "https://partner.example.org", "Partner");
        keys.put(PREFIX + "providers.partner.groups.guests", "acme:viewer");

        assertThat(providers().list())
                .extracting(OpenIdProvider::id, OpenIdProvider::name)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("default", "Acme SSO"),
                        org.assertj.core.groups.Tuple.tuple("partner", "Partner"),
                        org.assertj.core.groups.Tuple.tuple("zeta", "Zeta"));
        assertThat(providers().find("partner").orElseThrow().settings().groups())
                .containsOnlyKeys("guests");
        assertThat(providers().find("another")).isEmpty();
    }

    @Test
    void leavesOutOneWhoseSettingsAreNotAcceptable() {
        name("", "https://sso.example.org", "Acme SSO");
        keys.put(PREFIX + "providers.partner.issuer", "https://partner.example.org");
        name("providers.Two_Words.", "https://other.example.org", "Other");

        assertThat(providers().list()).extracting(OpenIdProvider::id).containsExactly("default");
    }

    @Test
    void hasOneProviderForEachIssuer() {
        name("", "https://sso.example.org", "Acme SSO");
        name("providers.again.", "https://sso.example.org/", "Again");
        name("providers.default.", "https://partner.example.org", "Default");

        assertThat(providers().list()).extracting(OpenIdProvider::name).containsExactly("Acme SSO");
    }

    private void name(String at, String issuer, String name) {
        keys.put(PREFIX + at + "issuer", issuer);
        keys.put(PREFIX + at + "client-id", "millrace");
        keys.put(PREFIX + at + "name", name);
    }

    private OpenIdProviders providers() {
        var config = new SmallRyeConfigBuilder()
                .withDefaultValues(keys)
                .withMapping(OidcConfig.class)
                .withMapping(OidcProvidersConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build();
        return new OpenIdProviders(
                config.getConfigMapping(OidcConfig.class),
                config.getConfigMapping(OidcProvidersConfig.class),
                TrustedCertificates.with(List.of()),
                Clock.systemUTC());
    }
}
