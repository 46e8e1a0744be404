package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.gateway.FakeOpenIdProvider;
import dev.millrace.gateway.FakeOpenIdProvider.Person;
import dev.millrace.gateway.oidc.CodeOutcome.ClientRejected;
import dev.millrace.gateway.oidc.CodeOutcome.CodeRejected;
import dev.millrace.gateway.oidc.CodeOutcome.Proven;
import dev.millrace.gateway.oidc.CodeOutcome.TokenRefused;
import dev.millrace.kit.trust.TrustedCertificates;
import dev.millrace.testing.SettableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over HTTP, with a provider that a test can spoil. */
class OpenIdProviderTest {

    private static final URI CALLBACK = URI.create("https://millrace.example.org/api/session/oidc/callback");
    private static final String VERIFIER = "verifier-that-is-long-enough-for-the-specification";
    /** Its SHA-256 in base64url. */
    private static final String CHALLENGE = "-xvocqy5OOny0FyiayIDhbdtHZX2-YFS_0RGnCuFv4U";

    private static final String NONCE = "nonce";

    private final FakeOpenIdProvider fake = new FakeOpenIdProvider();
    private final SettableClock clock = new SettableClock(Instant.now());
    private final Person ann = Person.of("Ann", "developers");
    private OpenIdProvider provider = provider(Map.of());

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void sendsPeopleToThePageOfTheProvider() {
        assertThat(page())
                .startsWith(fake.issuer()
                        + "/page?theme=light&response_type=code&client_id=millrace&redirect_uri=https%3A%2F%2F")
                .contains("&scope=openid+profile+email&state=state&nonce=nonce&code_challenge=" + CHALLENGE)
                .endsWith("&code_challenge_method=S256");
    }

    @Test
    void provesWhoHasSignedIn() {
        assertThat(exchange(code(ann))).isInstanceOfSatisfying(Proven.class, proven -> {
            assertThat(proven.person().issuer()).isEqualTo(fake.issuer());
            assertThat(proven.person().subject()).isEqualTo(ann.subject());
            assertThat(proven.person().groups()).containsExactly("developers");
        });
    }

    @Test
    void acceptsACodeOnceAndWithItsVerifierOnly() {
        String code = code(ann);
        assertThat(exchange(code)).isInstanceOf(Proven.class);

        assertThat(exchange(code)).isEqualTo(new CodeRejected("invalid_grant: the code is not valid"));
        assertThat(provider.exchange(code(ann), CALLBACK, VERIFIER + "x", NONCE))
                .isInstanceOf(CodeRejected.class);
    }

    @Test
    void refusesATokenThatWasNotMadeForTheFlow() {
        assertThat(provider.exchange(code(ann), CALLBACK, VERIFIER, "another"))
                .isEqualTo(new TokenRefused("it was not made for this sign-in (nonce)"));

        fake.spoil = claims -> claims.put("aud", "another");
        assertThat(exchange(code(ann))).isEqualTo(new TokenRefused("it is for another client"));

        fake.spoil = claims -> claims.put("exp", clock.instant().getEpochSecond() - 31);
        assertThat(exchange(code(ann))).isEqualTo(new TokenRefused("it has expired"));

        fake.spoil = claims -> {};
        fake.signWithUnpublishedKey();
        assertThat(exchange(code(ann))).isEqualTo(new TokenRefused("no key of the provider has signed it"));
    }

    @Test
    void keepsTheKeysAndFollowsTheirRotation() {
        exchange(code(ann));
        exchange(code(ann));
        assertThat(fake.keyRequests).hasValue(1);

        fake.rotateKey();

        assertThat(exchange(code(ann))).isInstanceOf(Proven.class);
        assertThat(fake.keyRequests).hasValue(2);
        clock.advance(Duration.ofMinutes(5));
        assertThat(exchange(code(ann))).isInstanceOf(Proven.class);
        assertThat(fake.keyRequests).hasValue(3);
    }

    @Test
    void authenticatesAsTheProviderSupports() {
        fake.clientAuthentication = List.of("client_secret_post");

        assertThat(exchange(code(ann))).isInstanceOf(Proven.class);
    }

    @Test
    void reportsAClientThatTheProviderRejects() {
        provider = provider(Map.of("client-secret", "another"));

        assertThat(exchange(code(ann))).isEqualTo(new ClientRejected("invalid_client"));
    }

    @Test
    void readsTheDescriptionOfThePersonIfTheTokenHasTooLittle() {
        fake.onlyInDescription = true;
        provider = provider(Map.of("groups.developers", "acme:member"));

        assertThat(exchange(code(ann))).isInstanceOfSatisfying(Proven.class, proven -> {
            assertThat(proven.person().groups()).containsExactly("developers");
            assertThat(proven.person().names()).first().isEqualTo("Ann");
        });
        Person liar = new Person("someone-else", ann.claims());
        assertThat(exchange(code(liar)))
                .isEqualTo(new TokenRefused("the description of the person is that of another one"));
    }

    @Test
    void failsWhileTheProviderIsUnavailable() {
        fake.close();

        assertThatThrownBy(this::page)
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("there is no connection to localhost");
    }

    @Test
    void keepsTheConfigurationWhileTheProviderIsUnavailable() {
        String before = page();
        fake.close();
        clock.advance(Duration.ofHours(2));

        assertThat(page()).isEqualTo(before);
        assertThatThrownBy(() -> exchange("code")).isInstanceOf(ProviderFailure.class);
    }

    @Test
    void failsWhenTheProviderDoes() {
        fake.tokenStatus = 503;

        assertThatThrownBy(() -> exchange(code(ann)))
                .isInstanceOf(ProviderFailure.class)
                .hasMessageContaining("503");
    }

    private String page() {
        return provider.authorizePage(CALLBACK, "state", NONCE, CHALLENGE).toString();
    }

    private String code(Person person) {
        return fake.signIn(page(), person).replaceAll(".*code=([^&]+).*", "$1");
    }

    private CodeOutcome exchange(String code) {
        return provider.exchange(code, CALLBACK, VERIFIER, NONCE);
    }

    private OpenIdProvider provider(Map<String, String> settings) {
        var keys = new HashMap<>(Map.of(
                "millrace.gateway.oidc.issuer",
                fake.issuer(),
                "millrace.gateway.oidc.client-id",
                FakeOpenIdProvider.CLIENT_ID,
                "millrace.gateway.oidc.client-secret",
                FakeOpenIdProvider.SECRET,
                "millrace.gateway.oidc.timeout",
                "5S"));
        settings.forEach((key, value) -> keys.put("millrace.gateway.oidc." + key, value));
        OidcConfig config = OidcConfigTest.read(keys);
        var http = new ProviderHttp(config, TrustedCertificates.with(List.of()));
        return new OpenIdProvider(
                OpenIdProviders.FIRST, config, Registration.read(config).orElseThrow(), http, clock);
    }
}
