package dev.millrace.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestKeys;
import java.security.Key;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokenCheckTest {

    private static final String ISSUER = "https://sso.example.org";
    private static final String CLIENT = "millrace";
    private static final String NONCE = "nonce-of-the-flow";
    private static final Instant NOW = Instant.parse("2026-11-30T07:00:00Z");
    private static final KeyPair KEY = TestKeys.rsa();
    private static final KeyPair OTHER_KEY = TestKeys.rsa();

    private final SettableClock clock = new SettableClock(NOW);
    private final IdTokenCheck check = new IdTokenCheck(ISSUER, CLIENT, clock);
    private final List<Boolean> fetched = new ArrayList<>();
    private final JwtClaims claims = claims();

    @Test
    void acceptsWhatTheProviderHasMadeForThisFlow() {
        var outcome = check(signed(KEY, "key-1"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        IdTokenOutcome.Accepted.class,
                        accepted -> assertThat(accepted.claims()).containsEntry("sub", "ann"));
        assertThat(fetched).containsExactly(false);
    }

    @Test
    void acceptsKeysOfOtherKindsAndKeysWithoutIds() throws JoseException {
        KeyPair ec = TestKeys.ec();
        List<JsonWebKey> keys =
                List.of(jwk(OTHER_KEY.getPublic(), null), jwk(KEY.getPublic(), null), jwk(ec.getPublic(), null));

        assertThat(check.check(signed(KEY, null), NONCE, again -> keys)).isInstanceOf(IdTokenOutcome.Accepted.class);
        assertThat(check.check(
                        signed(ec.getPrivate(), null, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256),
                        NONCE,
                        again -> keys))
                .isInstanceOf(IdTokenOutcome.Accepted.class);
    }

    @Test
    void refusesAnotherIssuer() {
        claims.setIssuer("https://evil.example.org");

        assertRefused("it is of another issuer");
    }

    @Test
    void refusesAnotherAudience() {
        claims.setAudience("another-client");

        assertRefused("it is for another client");
    }

    @Test
    void refusesSeveralAudiencesOfWhichWeAreNotTheAuthorizedParty() {
        claims.setAudience(CLIENT, "another-client");
        assertRefused("it is for another client (azp)");

        claims.setStringClaim("azp", "another-client");
        assertRefused("it is for another client (azp)");

        claims.setStringClaim("azp", CLIENT);
        assertThat(check(signed(KEY, "key-1"))).isInstanceOf(IdTokenOutcome.Accepted.class);
    }

    @Test
    void refusesAnotherNonceAndNone() {
        claims.setStringClaim("nonce", "nonce-of-another-flow");
        assertRefused("it was not made for this sign-in (nonce)");

        claims.unsetClaim("nonce");
        assertRefused("it was not made for this sign-in (nonce)");
    }

    @Test
    void refusesAnExpiredToken() {
        String token = signed(KEY, "key-1");
        clock.advance(Duration.ofSeconds(329));
        assertThat(check(token)).isInstanceOf(IdTokenOutcome.Accepted.class);

        clock.advance(Duration.ofSeconds(1));

        assertThat(check(token)).isEqualTo(new IdTokenOutcome.Refused("it has expired"));
    }

    @Test
    void refusesATokenThatIsNotValidYet() {
        claims.setNotBefore(NumericDate.fromSeconds(NOW.getEpochSecond() + 60));

        assertRefused("it is not valid yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "exp", "iat", "sub"})
    void refusesATokenWithoutARequiredClaim(String claim) {
        claims.unsetClaim(claim);

        assertRefused("it has no " + claim);
    }

    @Test
    void refusesASubjectThatIsNoPrintableText() {
        claims.setSubject("an\nn");
        assertRefused("its sub must be 1 to 255 printable characters");

        claims.setSubject("a".repeat(256));
        assertRefused("its sub must be 1 to 255 printable characters");
    }

    @Test
    void refusesAKeyThatIsNotTheProviders() {
        assertThat(check(signed(OTHER_KEY, "key-1")))
                .isEqualTo(new IdTokenOutcome.Refused("no key of the provider has signed it"));
        assertThat(check(signed(KEY, "key-2")))
                .isEqualTo(new IdTokenOutcome.Refused("no key of the provider has signed it"));
    }

    @Test
    void fetchesTheKeysAgainWhenTheProviderHasReplacedThem() throws JoseException {
        List<JsonWebKey> before = List.of(jwk(OTHER_KEY.getPublic(), "key-0"));
        List<JsonWebKey> after = List.of(jwk(KEY.getPublic(), "key-1"));

        var outcome = check.check(signed(KEY, "key-1"), NONCE, again -> {
            fetched.add(again);
            return again ? after : before;
        });

        assertThat(outcome).isInstanceOf(IdTokenOutcome.Accepted.class);
        assertThat(fetched).containsExactly(false, true);
    }

    @Test
    void refusesAKeyThatTheProviderHasWithdrawn() throws JoseException {
        List<JsonWebKey> after = List.of(jwk(OTHER_KEY.getPublic(), "key-2"));

        assertThat(check.check(signed(KEY, "key-1"), NONCE, again -> after))
                .isEqualTo(new IdTokenOutcome.Refused("no key of the provider has signed it"));
    }

    @Test
    void refusesSharedSecretsAndTokensWithoutASignature() throws JoseException {
        var none = new JsonWebSignature();
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        none.setPayload(claims.toJson());
        String shared = signed(new HmacKey(KEY.getPublic().getEncoded()), null, AlgorithmIdentifiers.HMAC_SHA256);

        assertThat(check(none.getCompactSerialization())).isInstanceOf(IdTokenOutcome.Refused.class);
        assertThat(check(shared)).isInstanceOf(IdTokenOutcome.Refused.class);
        assertThat(check("eyJ.eyJ.")).isInstanceOf(IdTokenOutcome.Refused.class);
    }

    private void assertRefused(String reason) {
        assertThat(check(signed(KEY, "key-1"))).isEqualTo(new IdTokenOutcome.Refused(reason));
    }

    private IdTokenOutcome check(String token) {
        return check.check(token, NONCE, again -> {
            fetched.add(again);
            try {
                return List.of(jwk(KEY.getPublic(), "key-1"));
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String signed(KeyPair keys, String id) {
        return signed(keys.getPrivate(), id, AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    private String signed(Key key, String id, String algorithm) {
        try {
            var token = new JsonWebSignature();
            token.setAlgorithmHeaderValue(algorithm);
            if (id != null) {
                token.setKeyIdHeaderValue(id);
            }
            token.setKey(key);
            token.setPayload(claims.toJson());
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonWebKey jwk(PublicKey key, String id) throws JoseException {
        JsonWebKey jwk = JsonWebKey.Factory.newJwk(key);
        jwk.setKeyId(id);
        return jwk;
    }

    private static JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(CLIENT);
        claims.setSubject("ann");
        claims.setIssuedAt(NumericDate.fromSeconds(NOW.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 300));
        claims.setStringClaim("nonce", NONCE);
        return claims;
    }
}
