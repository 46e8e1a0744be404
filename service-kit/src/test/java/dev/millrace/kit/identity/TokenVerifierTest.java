package dev.millrace.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.kit.identity.TokenVerifier.Verification;
import dev.millrace.kit.identity.TokenVerifier.Verification.Rejected;
import dev.millrace.kit.identity.TokenVerifier.Verification.Verified;
import dev.millrace.testing.SettableClock;
import dev.millrace.testing.TestKeys;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeyPair KEYS = TestKeys.ec();

    private final AccessKeys known = new AccessKeys();
    private final SettableClock clock = new SettableClock(NOW);
    private final AccessTokens accessTokens = new AccessTokens(clock);
    private final TokenVerifier verifier = new TokenVerifier(known, accessTokens, clock);

    static Stream<KeyPair> kindsOfKeys() {
        return Stream.of(TestKeys.ec(), TestKeys.rsa(), TestKeys.ed25519());
    }

    @BeforeEach
    void registerTheTeamsKey() {
        known.put("laptop", Optional.of("acme"), KEYS.getPublic());
    }

    @ParameterizedTest
    @MethodSource("kindsOfKeys")
    void acceptsEveryKindOfKey(KeyPair keys) {
        known.put("other", Optional.of("globex"), keys.getPublic());

        var verification = verifier.verify(TestKeys.sign(keys, claims("globex")));

        assertThat(verification)
                .isEqualTo(new Verified(new Caller(
                        "globex",
                        "test",
                        Optional.of("acme/widgets"),
                        Set.of(Scope.GIT_READ),
                        List.of(),
                        NOW.plus(Duration.ofHours(1)))));
    }

    @Test
    void refusesAnExpiredTokenAlsoWhenItWasGoodBefore() {
        String token = TestKeys.sign(KEYS, claims("acme"));
        verifier.verify(token);

        clock.advance(Duration.ofHours(2));

        assertThat(reason(verifier.verify(token))).startsWith("the token expired at 2026-11-20T13:00:00Z");
    }

    @Test
    void refusesAlgNone() {
        assertThat(reason(verifier.verify(TestKeys.unsigned(claims("acme"))))).contains("'none'");
    }

    @Test
    void refusesAnHmacMadeWithThePublicKey() throws JoseException {
        var forged = new JsonWebSignature();
        forged.setAlgorithmHeaderValue("HS256");
        forged.setPayload(claims("acme").toJson());
        forged.setKey(new HmacKey(TestKeys.pem(KEYS.getPublic()).getBytes(StandardCharsets.UTF_8)));

        assertThat(reason(verifier.verify(forged.getCompactSerialization()))).contains("'HS256'");
    }

    @Test
    void refusesATokenOfOneTeamSignedByAnother() {
        known.put("other", Optional.of("globex"), TestKeys.ec().getPublic());

        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, claims("globex")))))
                .isEqualTo("no key of the team 'globex' signed the token");
    }

    @Test
    void refusesClaimsChangedAfterSigning() {
        String[] parts = TestKeys.sign(KEYS, claims("acme")).split("\\.");
        var changed = claims("acme");
        changed.setStringClaim("repo", "acme/secrets");
        parts[1] = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(changed.toJson().getBytes(StandardCharsets.UTF_8));

        assertThat(verifier.verify(String.join(".", parts))).isInstanceOf(Rejected.class);
    }

    @Test
    void refusesATokenAsSoonAsItsKeyIsRevoked() {
        String token = TestKeys.sign(KEYS, claims("acme"));
        assertThat(verifier.verify(token)).isInstanceOf(Verified.class);

        known.remove("laptop");

        assertThat(verifier.verify(token)).isInstanceOf(Rejected.class);
    }

    @Test
    void reportsATokenWhoseEndIsMissingAsIncomplete() { // #9.31
        String token = TestKeys.sign(KEYS, claims("acme"));

        for (int length : List.of(5, 40, token.indexOf('.') + 1, token.lastIndexOf('.'), token.length() - 1)) {
            assertThat(reason(verifier.verify(token.substring(0, length))))
                    .as("the first %d characters", length)
                    .startsWith("the token is an incomplete JWT");
        }
        assertThat(reason(verifier.verify("glpat-something"))).isEqualTo("the token is not a signed JWT");
    }

    @Test
    void refusesATokenWithoutExpiry() {
        var claims = claims("acme");
        claims.unsetClaim("exp");

        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, claims)))).isEqualTo("the token has no exp");
    }

    @Test
    void letsThePlatformKeySpeakForAnyTeam() {
        KeyPair platform = TestKeys.ec();
        known.put("platform", Optional.empty(), platform.getPublic());

        assertThat(verifier.verify(TestKeys.sign(platform, claims("anybody")))).isInstanceOf(Verified.class);
    }

    @Test
    void readsTheRefPoliciesInOrder() {
        var claims = claims("acme");
        claims.setClaim("refs", List.of(List.of("main", List.of("no-push")), List.of("*", List.of())));

        var caller = ((Verified) verifier.verify(TestKeys.sign(KEYS, claims))).caller();

        assertThat(caller.policyFor("refs/heads/main")).contains(new RefPolicy("main", Set.of("no-push")));
        assertThat(caller.policyFor("refs/heads/other")).contains(new RefPolicy("*", Set.of()));
    }

    @Test
    void obeysTheOlderClaimOfOperationsForAllRefs() {
        var alone = claims("acme");
        alone.setClaim("ops", List.of("no-push"));
        var joined = claims("acme");
        joined.setClaim("refs", List.of(List.of("main", List.of()), List.of("*", List.of("verify-sig"))));
        joined.setClaim("ops", List.of("no-force-push"));

        var one = ((Verified) verifier.verify(TestKeys.sign(KEYS, alone))).caller();
        var two = ((Verified) verifier.verify(TestKeys.sign(KEYS, joined))).caller();

        assertThat(one.policyFor("refs/heads/main")).contains(new RefPolicy("*", Set.of("no-push")));
        assertThat(two.policyFor("refs/heads/main")).contains(new RefPolicy("main", Set.of()));
        assertThat(two.policyFor("refs/heads/x")).contains(new RefPolicy("*", Set.of("verify-sig", "no-force-push")));
    }

    @Test
    void refusesRefPoliciesItDoesNotUnderstandRatherThanDroppingThem() {
        var claims = claims("acme");
        claims.setClaim("refs", "no-push");

        assertThat(verifier.verify(TestKeys.sign(KEYS, claims))).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807",
                "-9223372036854775808",
                "253402300800",
                "31556889864403199",
                "-1",
                "1e300",
                "-1e300",
                "1e999999999",
                "99999999999999999999999999999999",
                "\"1800000000\"",
                "true",
                "{}",
                "[]"
            })
    void rejectsATimeOutsideTheYears1970To9999(String time) {
        assertThat(verifier.verify(TestKeys.sign(KEYS, json("\"exp\":" + time))))
                .isInstanceOf(Rejected.class);
        assertThat(verifier.verify(TestKeys.sign(KEYS, json("\"exp\":1800000000,\"nbf\":" + time))))
                .isInstanceOf(Rejected.class);
    } // #9.10

    @Test
    void acceptsTheLastSecondOfTheYear9999AndFractions() {
        assertThat(expiresAt("253402300799")).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(expiresAt("1800000000.75")).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(expiresAt("18e8")).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(expiresAt("1800000000,\"nbf\":0,\"iat\":18e8")).isEqualTo("2027-01-15T08:00:00Z");
    } // #9.10

    @ParameterizedTest
    @CsvSource({
        "iat, 1800000001, the token's exp is before its iat",
        "nbf, 1800000001, the token's exp is before its nbf",
        "iat, 1e300, the token's iat is not a number of seconds from 0 to 253402300799"
    })
    void rejectsTimesThatContradictEachOther(String claim, String time, String reason) {
        String token = TestKeys.sign(KEYS, json("\"exp\":1800000000,\"%s\":%s".formatted(claim, time)));

        assertThat(reason(verifier.verify(token))).isEqualTo(reason);
    }

    @Test
    void rejectsMoreRefPoliciesThanItKeeps() {
        var most = claims("acme");
        most.setClaim("refs", Collections.nCopies(100, List.of("main", List.of("no-push"))));
        var more = claims("acme");
        more.setClaim("refs", Collections.nCopies(101, List.of("main", List.of("no-push"))));
        var longer = claims("acme");
        longer.setClaim("refs", List.of(List.of("x".repeat(501), List.of())));
        var busier = claims("acme");
        busier.setClaim("refs", List.of(List.of("main", Collections.nCopies(9, "no-push"))));

        assertThat(verifier.verify(TestKeys.sign(KEYS, most))).isInstanceOf(Verified.class);
        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, more))))
                .contains("101 entries")
                .contains("100");
        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, longer))))
                .contains("501 characters")
                .contains("500");
        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, busier))))
                .contains("9 operations")
                .contains("8");
    } // #9.3

    @Test
    void rejectsATokenLongerThan8KiB() {
        var claims = claims("acme");
        claims.setSubject("x".repeat(6_200));

        assertThat(reason(verifier.verify(TestKeys.sign(KEYS, claims)))).contains("8192 characters");
    } // #9.3

    @Test
    void rejectsDeeplyNestedClaims() {
        String nested = "[".repeat(2_500) + "]".repeat(2_500);

        var verification = verifier.verify(TestKeys.sign(KEYS, json("\"exp\":1800000000,\"refs\":" + nested)));

        assertThat(verification).isInstanceOf(Rejected.class);
    } // #9.3

    @Test
    void remembersATokenWithoutKeepingIt() {
        String token = TestKeys.sign(KEYS, claims("acme"));
        assertThat(verifier.verify(token)).isInstanceOf(Verified.class);
        var reference = new WeakReference<>(token);
        token = "";

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(reference.get()).isNull();
        });
        assertThat(verifier.verify(token)).isInstanceOf(Rejected.class);
    } // #9.3

    @Test
    void believesWhoThePersonIsFromThePlatformOnly() {
        KeyPair platform = TestKeys.ec();
        known.put("platform", Optional.empty(), platform.getPublic());
        UUID user = UUID.randomUUID();
        String claims = json("\"exp\":%d,\"user\":\"%s\",\"role\":\"owner\",\"administrator\":true"
                .formatted(NOW.plusSeconds(60).getEpochSecond(), user));

        Caller byPlatform = ((Verified) verifier.verify(TestKeys.sign(platform, claims))).caller();
        Caller byTeam = ((Verified) verifier.verify(TestKeys.sign(KEYS, claims))).caller();

        assertThat(byPlatform.user()).contains(user);
        assertThat(byPlatform.role()).contains(Role.OWNER);
        assertThat(byPlatform.administrator()).isTrue();
        assertThat(byTeam.user()).isEmpty();
        assertThat(byTeam.role()).isEmpty();
        assertThat(byTeam.administrator()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"role\":\"emperor\"", "\"user\":\"ann\"", "\"user\":7"})
    void rejectsAPersonThatItDoesNotUnderstand(String claim) {
        KeyPair platform = TestKeys.ec();
        known.put("platform", Optional.empty(), platform.getPublic());
        String claims = json("\"exp\":%d,%s".formatted(NOW.plusSeconds(60).getEpochSecond(), claim));

        assertThat(verifier.verify(TestKeys.sign(platform, claims))).isInstanceOf(Rejected.class);
    }

    @Test
    void triesABoundedNumberOfKeysAndTheHintedOneFirst() {
        for (int i = 0; i < 200; i++) {
            known.put("more-" + i, Optional.of("acme"), TestKeys.ed25519().getPublic());
        }

        assertThat(known.candidates("acme", Optional.of("laptop")))
                .hasSizeLessThanOrEqualTo(65)
                .first()
                .extracting(TokenKeys.Candidate::key)
                .isEqualTo(KEYS.getPublic());
        assertThat(verifier.verify(TestKeys.sign(KEYS, claims("globex")))).isInstanceOf(Rejected.class);
    }

    @Test
    void acceptsATokenWithoutKidThatAnyKeyOfTheTeamSigned() {
        KeyPair second = TestKeys.rsa();
        known.put("second", Optional.of("acme"), second.getPublic());

        assertThat(verifier.verify(TestKeys.sign(second, claims("acme")))).isInstanceOf(Verified.class);
        assertThat(verifier.verify(TestKeys.sign(KEYS, claims("acme")))).isInstanceOf(Verified.class);
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void refusesNonsense(String token) {
        assertThat(verifier.verify(token)).isInstanceOf(Rejected.class);
    }

    static Stream<String> nonsense() {
        return Stream.of("", "x", "a.b.c", "....", "e30.e30.", "x".repeat(100_000));
    }

    private String expiresAt(String json) {
        var verification = verifier.verify(TestKeys.sign(KEYS, json("\"exp\":" + json)));
        return ((Verified) verification).caller().expiresAt().toString();
    }

    private static String json(String members) {
        return "{\"iss\":\"acme\",\"repo\":\"acme/widgets\",\"scopes\":[\"git:read\"],%s}".formatted(members);
    }

    private static JwtClaims claims(String team) {
        return TestKeys.claims(team, "acme/widgets", NOW.plus(Duration.ofHours(1)), "git:read");
    }

    private static String reason(Verification verification) {
        return ((Rejected) verification).reason();
    }
}
