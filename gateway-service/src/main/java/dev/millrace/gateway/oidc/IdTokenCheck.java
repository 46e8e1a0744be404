package dev.millrace.gateway.oidc;

import dev.millrace.gateway.oidc.IdTokenOutcome.Accepted;
import dev.millrace.gateway.oidc.IdTokenOutcome.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Checks ID tokens (OpenID Connect Core 1.0, section 3.1.3.7): signature by a key of the provider, issuer, audience, authorized party,
 * times by our clock, nonce. Algorithms with a shared secret are not accepted, nor tokens without a signature.
 */
final class IdTokenCheck {

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(30);
    /** As the specification limits it. */
    private static final int LONGEST_SUBJECT = 255;

    private static final String[] ALGORITHMS = {
        AlgorithmIdentifiers.RSA_USING_SHA256,
        AlgorithmIdentifiers.RSA_USING_SHA384,
        AlgorithmIdentifiers.RSA_USING_SHA512,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
        AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
        AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
        AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
        AlgorithmIdentifiers.EDDSA
    };

    private static final Map<Integer, String> REASONS = Map.of(
            ErrorCodes.EXPIRED, "it has expired",
            ErrorCodes.EXPIRATION_MISSING, "it has no exp",
            ErrorCodes.ISSUED_AT_MISSING, "it has no iat",
            ErrorCodes.NOT_YET_VALID, "it is not valid yet",
            ErrorCodes.ISSUER_MISSING, "it has no iss",
            ErrorCodes.ISSUER_INVALID, "it is of another issuer",
            ErrorCodes.AUDIENCE_MISSING, "it has no aud",
            ErrorCodes.AUDIENCE_INVALID, "it is for another client",
            ErrorCodes.SUBJECT_MISSING, "it has no sub");

    private final String issuer;
    private final String clientId;
    private final Clock clock;

    IdTokenCheck(String issuer, String clientId, Clock clock) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.clock = clock;
    }

    /** The keys of the provider. */
    @FunctionalInterface
    interface Keys {

        /** @param fetchAgain whether those that are known are not enough */
        List<JsonWebKey> find(boolean fetchAgain);
    }

    /**
     * Checks a token. If no known key has signed it, the keys are fetched once more: the provider may have replaced them.
     *
     * @param nonce of the flow
     */
    IdTokenOutcome check(String token, String nonce, Keys keys) {
        try {
            return accepted(claims(token, keys.find(false)), nonce);
        } catch (InvalidJwtException e) {
            return isOfUnknownKey(e) ? checkWithNewKeys(token, nonce, keys) : refused(e);
        }
    }

    private IdTokenOutcome checkWithNewKeys(String token, String nonce, Keys keys) {
        try {
            return accepted(claims(token, keys.find(true)), nonce);
        } catch (InvalidJwtException e) {
            return refused(e);
        }
    }

    private JwtClaims claims(String token, List<JsonWebKey> keys) throws InvalidJwtException {
        var resolver = new JwksVerificationKeyResolver(keys);
        // keys without ids
        resolver.setDisambiguateWithVerifySignature(true);
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(resolver)
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(clientId)
                .setRequireSubject()
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .setAllowedClockSkewInSeconds((int) CLOCKS_DIFFER_BY.toSeconds())
                .build()
                .processToClaims(token);
    }

    private IdTokenOutcome accepted(JwtClaims claims, String nonce) {
        try {
            Optional<String> party = Optional.ofNullable(claims.getStringClaimValue("azp"));
            if (party.isEmpty() ? claims.getAudience().size() > 1 : !party.get().equals(clientId)) {
                return new Refused("it is for another client (azp)");
            }
            if (!nonce.equals(claims.getStringClaimValue("nonce"))) {
                return new Refused("it was not made for this sign-in (nonce)");
            }
            String subject = claims.getSubject();
            if (subject.isBlank()
                    || subject.length() > LONGEST_SUBJECT
                    || subject.chars().anyMatch(Character::isISOControl)) {
                return new Refused("its sub must be 1 to %d printable characters".formatted(LONGEST_SUBJECT));
            }
            return new Accepted(claims.getClaimsMap());
        } catch (MalformedClaimException e) {
            return new Refused("a claim of it has another type than OpenID Connect states");
        }
    }

    private static boolean isOfUnknownKey(InvalidJwtException failure) {
        return failure instanceof InvalidJwtSignatureException
                || failure.getCause() instanceof UnresolvableKeyException;
    }

    private static Refused refused(InvalidJwtException failure) {
        if (isOfUnknownKey(failure)) {
            return new Refused("no key of the provider has signed it");
        }
        return failure.getErrorDetails().stream()
                .flatMap(error -> Stream.ofNullable(REASONS.get(error.getErrorCode())))
                .findFirst()
                .map(Refused::new)
                .orElseGet(() -> new Refused("it is not a signed JWT that can be accepted"));
    }
}
