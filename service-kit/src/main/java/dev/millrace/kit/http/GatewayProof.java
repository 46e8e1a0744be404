package dev.millrace.kit.http;

import dev.millrace.kit.identity.key.PublicKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request came through the gateway: it has a {@link GatewayToken} that the platform's key signed. A
 * signature is verified once for all requests with the same token. Safe to share between threads.
 */
public final class GatewayProof {

    private static final int CLOCKS_DIFFER_BY_SECONDS = 30;

    private final JwtConsumer verifier;
    private final Clock clock;
    private volatile Accepted last = new Accepted("", Instant.MIN);

    /**
     * Reads the key.
     *
     * @param keyFile the public half of the platform's key, PEM
     * @throws UncheckedIOException if it cannot be read
     */
    public GatewayProof(Path keyFile, Clock clock) {
        this.verifier = verifier(keyFile);
        this.clock = clock;
    }

    private record Accepted(String token, Instant until) {}

    /** Whether the gateway signed this token, and it has not expired. */
    public boolean isIn(@Nullable String token) {
        if (token == null) {
            return false;
        }
        Accepted known = last;
        if (known.token().equals(token) && clock.instant().isBefore(known.until())) {
            return true;
        }
        try {
            NumericDate expires = verifier.processToClaims(token).getExpirationTime();
            last = new Accepted(token, Instant.ofEpochSecond(expires.getValue()));
            return true;
        } catch (InvalidJwtException | MalformedClaimException e) {
            return false;
        }
    }

    private static JwtConsumer verifier(Path keyFile) {
        try {
            return new JwtConsumerBuilder()
                    .setVerificationKey(PublicKeys.read(Files.readString(keyFile)))
                    .setJwsAlgorithmConstraints(
                            AlgorithmConstraints.ConstraintType.PERMIT,
                            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                    .setExpectedAudience(GatewayToken.AUDIENCE)
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(CLOCKS_DIFFER_BY_SECONDS)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + keyFile, e);
        }
    }
}
