package dev.millrace.kit.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies the JWTs that callers bring: signed with ES256, RS256 or EdDSA by a key of the team named in {@code iss}, or by
 * the platform's own key. {@code exp} is required; {@code kid} is a hint and never required. What was verified is
 * remembered until it expires or any key changes. Safe to share between threads.
 */
public final class TokenVerifier {

    private static final AlgorithmConstraints ACCEPTED = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.EDDSA);
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(30);
    private static final int LONGEST_TOKEN = 16 * 1024;

    private final AccessKeys keys;
    private final Clock clock;
    private final Cache<String, Remembered> remembered =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** @param clock what expiry is measured by */
    public TokenVerifier(AccessKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** What the token proves. */
    public Verification verify(String token) {
        long version = keys.version();
        Instant now = clock.instant();
        Remembered known = remembered.getIfPresent(token);
        if (known != null
                && known.keysVersion() == version
                && now.isBefore(known.caller().expiresAt().plus(CLOCKS_DIFFER_BY))) {
            return new Verification.Verified(known.caller());
        }
        Verification verification = check(token, now);
        if (verification instanceof Verification.Verified(Caller caller)) {
            remembered.put(token, new Remembered(version, caller));
        }
        return verification;
    }

    private Verification check(String token, Instant now) {
        if (token.length() > LONGEST_TOKEN) {
            return new Verification.Rejected("the token is longer than %d characters".formatted(LONGEST_TOKEN));
        }
        try {
            var signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            signature.setAlgorithmConstraints(ACCEPTED);
            String algorithm = signature.getAlgorithmHeaderValue();
            if (!isAccepted(algorithm)) {
                return new Verification.Rejected(
                        "the token's algorithm '%s' is not one of ES256, RS256, EdDSA".formatted(algorithm));
            }
            JwtClaims claims = JwtClaims.parse(signature.getUnverifiedPayload());
            String team = claims.getIssuer();
            if (team == null || team.isBlank()) {
                return new Verification.Rejected("the token has no iss");
            }
            if (!isSigned(signature, keys.candidates(team, Optional.ofNullable(signature.getKeyIdHeaderValue())))) {
                return new Verification.Rejected("no key of the team '%s' signed the token".formatted(team));
            }
            return judged(claims, team, now);
        } catch (JoseException | InvalidJwtException | MalformedClaimException | IllegalArgumentException e) {
            return new Verification.Rejected("the token is not a signed JWT");
        }
    }

    private static boolean isAccepted(String algorithm) {
        return algorithm != null && List.of("ES256", "RS256", "EdDSA").contains(algorithm);
    }

    private static boolean isSigned(JsonWebSignature signature, List<PublicKey> candidates) throws JoseException {
        String algorithm = signature.getAlgorithmHeaderValue();
        for (PublicKey key : candidates) {
            if (!fits(algorithm, key)) {
                continue;
            }
            signature.setKey(key);
            if (signature.verifySignature()) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String algorithm, PublicKey key) {
        return switch (algorithm) {
            case "ES256" -> key instanceof ECPublicKey;
            case "RS256" -> key instanceof RSAPublicKey;
            default -> !(key instanceof ECPublicKey) && !(key instanceof RSAPublicKey);
        };
    }

    private static Verification judged(JwtClaims claims, String team, Instant now) throws MalformedClaimException {
        NumericDate expiry = claims.getExpirationTime();
        if (expiry == null) {
            return new Verification.Rejected("the token has no exp");
        }
        Instant expiresAt = Instant.ofEpochSecond(expiry.getValue());
        if (!now.isBefore(expiresAt.plus(CLOCKS_DIFFER_BY))) {
            return new Verification.Rejected("the token expired at " + expiresAt);
        }
        NumericDate notBefore = claims.getNotBefore();
        if (notBefore != null && now.plus(CLOCKS_DIFFER_BY).isBefore(Instant.ofEpochSecond(notBefore.getValue()))) {
            return new Verification.Rejected(
                    "the token is not valid before " + Instant.ofEpochSecond(notBefore.getValue()));
        }
        Optional<List<RefPolicy>> policies = policies(claims.getClaimValue("refs"))
                .flatMap(refs -> withOperations(refs, claims.getClaimValue("ops")));
        if (policies.isEmpty()) {
            return new Verification.Rejected("the token's refs are not a list of [pattern, [operation, ...]]");
        }
        Optional<String> repository = Optional.ofNullable(claims.getStringClaimValue("repo"));
        String subject = claims.getSubject() == null ? "" : claims.getSubject();
        return new Verification.Verified(
                new Caller(team, subject, repository, scopes(claims), policies.get(), expiresAt));
    }

    private static Set<Scope> scopes(JwtClaims claims) throws MalformedClaimException {
        if (!claims.hasClaim("scopes")) {
            return Set.of();
        }
        return claims.getStringListClaimValue("scopes").stream()
                .flatMap(name -> Scope.find(name).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    /** Empty when the claim is there and cannot be understood: a limit that is not understood must not be dropped. */
    private static Optional<List<RefPolicy>> policies(Object claim) {
        if (claim == null) {
            return Optional.of(List.of());
        }
        if (!(claim instanceof Collection<?> entries)) {
            return Optional.empty();
        }
        List<RefPolicy> policies = new ArrayList<>();
        for (Object entry : entries) {
            if (entry instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof String pattern
                    && pair.get(1) instanceof Collection<?> operations
                    && operations.stream().allMatch(String.class::isInstance)) {
                policies.add(new RefPolicy(
                        pattern, operations.stream().map(String.class::cast).collect(Collectors.toSet())));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(policies);
    }

    /** The older claim {@code ops}: operations for all refs, joined with those of a rule for all or put last. */
    private static Optional<List<RefPolicy>> withOperations(List<RefPolicy> policies, Object claim) {
        if (claim == null) {
            return Optional.of(policies);
        }
        if (!(claim instanceof Collection<?> operations) || !operations.stream().allMatch(String.class::isInstance)) {
            return Optional.empty();
        }
        var forAll = new HashSet<String>();
        operations.forEach(operation -> forAll.add((String) operation));
        var merged = new ArrayList<RefPolicy>();
        boolean isJoined = false;
        for (RefPolicy policy : policies) {
            if (!isJoined && policy.pattern().equals("*")) {
                var joined = new HashSet<>(policy.operations());
                joined.addAll(forAll);
                merged.add(new RefPolicy("*", joined));
                isJoined = true;
            } else {
                merged.add(policy);
            }
        }
        if (!isJoined) {
            merged.add(new RefPolicy("*", forAll));
        }
        return Optional.of(List.copyOf(merged));
    }

    private record Remembered(long keysVersion, Caller caller) {}

    /** Outcome of {@link #verify}. */
    public sealed interface Verification {
        /** The token is good. */
        record Verified(Caller caller) implements Verification {}

        /** It is not; the reason may be shown to the caller and holds nothing secret. */
        record Rejected(String reason) implements Verification {}
    }
}
