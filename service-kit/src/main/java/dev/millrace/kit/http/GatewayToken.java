package dev.millrace.kit.http;

import dev.millrace.kit.identity.key.PrivateKeys;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What shows a service that a request came through the gateway: a token that the platform's key signs, for all requests of a
 * minute. Safe to share between threads.
 */
public final class GatewayToken {

    /** The header with the token. What a client sends under this name is replaced. */
    public static final String HEADER = "X-Millrace-Gateway";

    static final String AUDIENCE = "millrace-services";

    private static final Duration USED_FOR = Duration.ofMinutes(1);
    private static final Duration VALID_FOR = Duration.ofMinutes(5);

    private final Optional<Path> keyFile;
    private final Clock clock;
    private volatile Signed current = new Signed("", Instant.MIN);

    /** @param keyFile PKCS#8 PEM of the platform's EC P-256 key; read whenever a token is signed */
    public GatewayToken(Optional<Path> keyFile, Clock clock) {
        this.keyFile = keyFile;
        this.clock = clock;
    }

    private record Signed(String token, Instant usedUntil) {}

    /**
     * The token for a request that is forwarded now; empty if no key is configured.
     *
     * @throws IllegalStateException if the key cannot be read
     */
    public Optional<String> current() {
        if (keyFile.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Signed signed = current;
        if (!now.isBefore(signed.usedUntil())) {
            signed = new Signed(sign(keyFile.get(), now), now.plus(USED_FOR));
            current = signed;
        }
        return Optional.of(signed.token());
    }

    private static String sign(Path keyFile, Instant now) {
        return Jwt.issuer("millrace/gateway")
                .audience(AUDIENCE)
                .issuedAt(now)
                .expiresAt(now.plus(VALID_FOR))
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .sign(PrivateKeys.read(keyFile));
    }
}
