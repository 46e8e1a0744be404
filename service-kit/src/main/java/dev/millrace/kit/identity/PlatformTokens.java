package dev.millrace.kit.identity;

import dev.millrace.kit.identity.key.PrivateKeys;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.jwt.build.JwtException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

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
        Instant now = clock.instant();
        try {
            return Jwt.issuer(team)
                    .subject(subject)
                    .claim("repo", repository)
                    .claim(
                            "scopes",
                            scopes.stream().map(Scope::wireName).sorted().toList())
                    .issuedAt(now.minus(BACK_DATED))
                    .expiresAt(now.plus(lifetime))
                    .jws()
                    .algorithm(SignatureAlgorithm.ES256)
                    .sign(privateKey());
        } catch (JwtException e) {
            throw new IllegalStateException("the platform key cannot sign", e);
        }
    }

    /**
     * A token with which another service sees the same caller as this one.
     *
     * @param lifetime from now; not longer than the caller's own validity
     * @throws IllegalStateException if no key is configured or it cannot be read
     */
    public String mint(Caller caller, Duration lifetime) {
        Instant now = clock.instant();
        Instant end = now.plus(lifetime);
        try {
            JwtClaimsBuilder claims = Jwt.issuer(caller.team())
                    .subject(caller.subject())
                    .claim(
                            "scopes",
                            caller.scopes().stream()
                                    .map(Scope::wireName)
                                    .sorted()
                                    .toList())
                    .issuedAt(now.minus(BACK_DATED))
                    .expiresAt(end.isBefore(caller.expiresAt()) ? end : caller.expiresAt());
            caller.repository().ifPresent(repository -> claims.claim("repo", repository));
            return PersonClaims.write(caller, claims)
                    .jws()
                    .algorithm(SignatureAlgorithm.ES256)
                    .sign(privateKey());
        } catch (JwtException e) {
            throw new IllegalStateException("the platform key cannot sign", e);
        }
    }

    private PrivateKey privateKey() {
        return PrivateKeys.read(keyFile.orElseThrow(
                () -> new IllegalStateException("millrace.platform.private-key-file is not configured")));
    }
}
