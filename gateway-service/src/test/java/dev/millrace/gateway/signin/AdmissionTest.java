package dev.millrace.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.oidc.OidcConfig;
import dev.millrace.gateway.oidc.ProvenPerson;
import dev.millrace.kit.identity.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void admitsAPersonWhoseGroupMapsToATeam() {
        assertThat(admission(Map.of()).admits(Map.of("acme", Role.VIEWER))).isTrue();
        assertThat(admission(Map.of()).admits(Map.of())).isFalse();
        assertThat(admission(Map.of("admit-everyone", "true")).admits(Map.of())).isTrue();
    }

    @Test
    void allowsEveryAddressUntilDomainsAreNamed() {
        assertThat(admission(Map.of()).allowsDomain(person(Optional.empty(), "Ann")))
                .isTrue();
    }

    @Test
    void comparesTheWholeDomain() {
        Admission limited = admission(Map.of("email-domains", "Example.org,example.com"));

        assertThat(limited.allowsDomain(person(Optional.of("ann@example.ORG"), "Ann")))
                .isTrue();
        assertThat(limited.allowsDomain(person(Optional.of("\"ann@example.org\"@evil.test"), "Ann")))
                .isFalse();
        assertThat(limited.allowsDomain(person(Optional.of("ann@sub.example.org"), "Ann")))
                .isFalse();
        assertThat(limited.allowsDomain(person(Optional.of("ann@evilexample.org"), "Ann")))
                .isFalse();
        assertThat(limited.allowsDomain(person(Optional.empty(), "Ann"))).isFalse();
    }

    @Test
    void takesTheFirstNameThatAUserMayHave() {
        assertThat(Admission.name(person(Optional.empty(), "a".repeat(101), "An\nn", "ann")))
                .isEqualTo("ann");
        assertThat(Admission.name(person(Optional.empty(), "a".repeat(101)))).startsWith("person ");
    }

    private static ProvenPerson person(Optional<String> email, String... names) {
        return new ProvenPerson("https://sso.example.org", "17", List.of(names), email, Set.of());
    }

    private static Admission admission(Map<String, String> settings) {
        var builder = new SmallRyeConfigBuilder().withMapping(OidcConfig.class);
        builder.withConverter(Duration.class, 300, new DurationConverter());
        settings.forEach((key, value) -> builder.withDefaultValue("millrace.gateway.oidc." + key, value));
        return new Admission(builder.build().getConfigMapping(OidcConfig.class));
    }
}
