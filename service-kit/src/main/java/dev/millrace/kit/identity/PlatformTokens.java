package dev.millrace.kit.identity;

import dev.millrace.kit.identity.key.PrivateKeys;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Tokens for calls between our own services: signed with the platform's key, which may act for any team. */
public final class PlatformTokens {

    private static final Duration BACK_DATED = Duration.ofSeconds(30);

    private final Optional<Path> keyFile;
    private final String subject;
    private final Clock clock;

    /**
     * @param keyFile PKCS#8 PEM of an EC P-256 key, {@code millrace.platform.private-key-file}; read at each use, so that it
     *     may be replaced
     * @param service name of the calling service, for the receiver's log
     */
    public PlatformTokens(Optional<Path> keyFile, String service, Clock clock) {
        this.keyFile = keyFile;
        this.subject = "millrace/" + service;
        this.clock = clock;
    }

    /**
     * A token for one repository of a team.
     *
     * @param repository its name, for example {@code acme/widgets}
     * @throws IllegalStateException if no key is configured or it cannot be read
     */
    public String mint(String team, String repository, Set<Scope> scopes, Duration lifetime) {
        var claims = new JwtClaims();
        claims.setIssuer(team);
        claims.setSubject(subject);
        claims.setStringClaim("repo", repository);
        claims.setStringListClaim(
                "scopes", scopes.stream().map(Scope::wireName).sorted().toList());
        claims.setIssuedAt(
                NumericDate.fromSeconds(clock.instant().minus(BACK_DATED).getEpochSecond()));
        claims.setExpirationTime(
                NumericDate.fromSeconds(clock.instant().plus(lifetime).getEpochSecond()));
        var signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(privateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the platform key cannot sign", e);
        }
    }

    private PrivateKey privateKey() {
        return PrivateKeys.read(keyFile.orElseThrow(
                () -> new IllegalStateException("millrace.platform.private-key-file is not configured")));
    }
}
