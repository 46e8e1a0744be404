package dev.millrace.kit.identity;

import dev.millrace.kit.identity.TokenKeys.Candidate;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTTokenParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies the tokens that callers send. A text that begins as {@link OpaqueTokens} do is looked up there. All others are
 * JWTs, signed with ES256, RS256 or EdDSA by a key of the team named in {@code iss}, or by
 * the platform's own key. {@code exp} is required; {@code kid} is a hint and never required. Verified results are cached
 * until they expire or any key changes, without the token itself. Safe to share between threads.
 */
public final class TokenVerifier {

    private static final Map<String, SignatureAlgorithm> ACCEPTED = Map.of(
            "ES256", SignatureAlgorithm.ES256,
            "RS256", SignatureAlgorithm.RS256,
            "EdDSA", SignatureAlgorithm.EDDSA);
    /** With no lifetime to check, SmallRye JWT does not require {@code iat}. */
    private static final long NO_ISSUED_AT = -1;

    private static final String INCOMPLETE =
            "the token is an incomplete JWT: its end is missing, so copy all of it again";
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(30);
    private static final int LONGEST_TOKEN = 8 * 1024;
    /** The end of the year 9999; later times overflow in some calculations. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long MOST_BYTES_REMEMBERED = 8 << 20;

    private final TokenKeys keys;
    private final OpaqueTokens opaqueTokens;
    private final Clock clock;
    private final DefaultJWTTokenParser parser = new DefaultJWTTokenParser();
    private final RememberedTokens remembered = new RememberedTokens(MOST_BYTES_REMEMBERED);

    /** @param clock clock for expiry */
    public TokenVerifier(TokenKeys keys, OpaqueTokens opaqueTokens, Clock clock) {
        this.keys = keys;
        this.opaqueTokens = opaqueTokens;
        this.clock = clock;
    }

    /** The caller that the token proves. */
    public Verification verify(String token) {
        if (token.length() > LONGEST_TOKEN) {
            return new Verification.Rejected("the token is longer than %d characters".formatted(LONGEST_TOKEN));
        }
        if (OpaqueTokens.isOpaque(token)) {
            return opaqueTokens
                    .find(token)
                    .<Verification>map(Verification.Verified::new)
                    .orElseGet(() -> new Verification.Rejected(
                            "the access token is not known here: it has expired, was revoked, or is incomplete"));
        }
        long version = keys.version();
        Instant now = clock.instant();
        RememberedTokens.Entry known = remembered.find(token);
        if (known != null
                && known.keysVersion() == version
                && now.isBefore(known.caller().expiresAt().plus(CLOCKS_DIFFER_BY))) {
            return new Verification.Verified(known.caller());
        }
        Verification verification = check(token, now);
        if (verification instanceof Verification.Verified(Caller caller)) {
            remembered.keep(token, new RememberedTokens.Entry(version, caller));
        }
        return verification;
    }

    private Verification check(String token, Instant now) {
        try {
            var unverified = new JsonWebSignature();
            unverified.setCompactSerialization(token);
            String algorithm = unverified.getAlgorithmHeaderValue();
            if (!isAccepted(algorithm)) {
                return new Verification.Rejected(
                        "the token's algorithm '%s' is not one of ES256, RS256, EdDSA".formatted(algorithm));
            }
            if (isCut(token, algorithm)) {
                return new Verification.Rejected(INCOMPLETE);
            }
            JwtClaims claimed = JwtClaims.parse(unverified.getUnverifiedPayload());
            requireTimes(claimed, now);
            String team = claimed.getIssuer();
            if (team == null || team.isBlank()) {
                return new Verification.Rejected("the token has no iss");
            }
            Optional<SignedClaims> claims = signedClaims(
                    token, algorithm, keys.candidates(team, Optional.ofNullable(unverified.getKeyIdHeaderValue())));
            return claims.isPresent()
                    ? new Verification.Verified(caller(claims.get(), team))
                    : new Verification.Rejected("no key of the team '%s' signed the token".formatted(team));
        } catch (UnacceptableClaim e) {
            return new Verification.Rejected(e.reason());
        } catch (JoseException | InvalidJwtException | MalformedClaimException | IllegalArgumentException e) {
            return new Verification.Rejected(isCut(token, "") ? INCOMPLETE : "the token is not a signed JWT");
        }
    }

    /** Whether a JWT is truncated: the last of its three parts is the signature, whose length is known. */
    private static boolean isCut(String token, String algorithm) {
        String[] parts = token.split("\\.", -1);
        int shortest = algorithm.equals("RS256") ? 342 : 86;
        return token.startsWith("eyJ") && (parts.length < 3 || (parts.length == 3 && parts[2].length() < shortest));
    }

    private static boolean isAccepted(String algorithm) {
        return algorithm != null && ACCEPTED.containsKey(algorithm);
    }

    /** The claims, if one of these keys signed them. */
    private Optional<SignedClaims> signedClaims(String token, String algorithm, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> fits(algorithm, candidate.key()))
                .flatMap(candidate -> signedClaims(token, algorithm, candidate.key())
                        .map(claims -> new SignedClaims(claims, candidate.ofPlatform()))
                        .stream())
                .findFirst();
    }

    private record SignedClaims(JwtClaims claims, boolean byPlatform) {}

    private Optional<JwtClaims> signedClaims(String token, String algorithm, PublicKey key) {
        try {
            return Optional.of(parser.parse(token, verification(algorithm, key)).getJwtClaims());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    /** Times are not for SmallRye JWT to judge, since it reads the clock of the machine: {@link #requireTimes} has done so. */
    private static JWTAuthContextInfo verification(String algorithm, PublicKey key) {
        var info = new JWTAuthContextInfo();
        info.setPublicVerificationKey(key);
        info.setSignatureAlgorithm(Set.of(ACCEPTED.get(algorithm)));
        info.setRequireNamedPrincipal(false);
        info.setMaxTimeToLiveSecs(NO_ISSUED_AT);
        info.setClockSkew(Integer.MAX_VALUE);
        return info;
    }

    private static boolean fits(String algorithm, PublicKey key) {
        return switch (algorithm) {
            case "ES256" -> key instanceof ECPublicKey;
            case "RS256" -> key instanceof RSAPublicKey;
            default -> !(key instanceof ECPublicKey) && !(key instanceof RSAPublicKey);
        };
    }

    /**
     * Whatever signed the token, it is not valid at another time. SmallRye JWT would report the order of times as if the
     * signature were at fault.
     */
    private static void requireTimes(JwtClaims claims, Instant now) throws UnacceptableClaim {
        Instant expiresAt = time(claims, "exp").orElseThrow(() -> new UnacceptableClaim("the token has no exp"));
        if (!now.isBefore(expiresAt.plus(CLOCKS_DIFFER_BY))) {
            throw new UnacceptableClaim("the token expired at " + expiresAt);
        }
        for (String earlier : List.of("iat", "nbf")) {
            if (time(claims, earlier).filter(expiresAt::isBefore).isPresent()) {
                throw new UnacceptableClaim("the token's exp is before its " + earlier);
            }
        }
        Optional<Instant> notBefore = time(claims, "nbf");
        if (notBefore.isPresent() && now.plus(CLOCKS_DIFFER_BY).isBefore(notBefore.get())) {
            throw new UnacceptableClaim("the token is not valid before " + notBefore.get());
        }
    }

    private static Caller caller(SignedClaims signed, String team) throws MalformedClaimException, UnacceptableClaim {
        JwtClaims claims = signed.claims();
        Instant expiresAt = time(claims, "exp").orElseThrow();
        List<RefPolicy> policies = RefPolicyClaims.read(claims.getClaimValue("refs"), claims.getClaimValue("ops"));
        Optional<String> repository = Optional.ofNullable(claims.getStringClaimValue("repo"));
        String subject = claims.getSubject() == null ? "" : claims.getSubject();
        var caller = new Caller(team, subject, repository, scopes(claims), policies, expiresAt);
        // a key of a team may not claim to be a person, or to have a role
        return signed.byPlatform() ? PersonClaims.added(claims, caller) : caller;
    }

    /** A NumericDate of RFC 7519: seconds since 1970, possibly with a fraction, which is dropped. */
    private static Optional<Instant> time(JwtClaims claims, String name) throws UnacceptableClaim {
        if (!claims.hasClaim(name)) {
            return Optional.empty();
        }
        if (claims.getClaimValue(name) instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= LAST_SECOND) {
            return Optional.of(Instant.ofEpochSecond(number.longValue()));
        }
        throw new UnacceptableClaim(
                "the token's %s is not a number of seconds from 0 to %d".formatted(name, LAST_SECOND));
    }

    private static Set<Scope> scopes(JwtClaims claims) throws MalformedClaimException {
        if (!claims.hasClaim("scopes")) {
            return Set.of();
        }
        return claims.getStringListClaimValue("scopes").stream()
                .flatMap(name -> Scope.find(name).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    /** Outcome of {@link #verify}. */
    public sealed interface Verification {
        /** The token is valid. */
        record Verified(Caller caller) implements Verification {}

        /** The token is not valid; the reason may be shown to the caller and contains nothing secret. */
        record Rejected(String reason) implements Verification {}
    }
}
