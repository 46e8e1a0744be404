package dev.millrace.pipeline.identity;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.workflow.IdentityDefinition;
import dev.millrace.pipeline.workflow.JobDefinition;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.jwt.build.JwtException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Issues the identity tokens that a job requests. Whether it may have any, the caller has decided. */
@Singleton
public final class IssueTokens {

    /** Clocks differ. */
    private static final Duration BACK_DATED = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final Issuer issuer;
    private final IdentityConfig config;
    private final Clock clock;

    IssueTokens(SigningKeys keys, Issuer issuer, IdentityConfig config, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A token for each audience, by variable; none if the job requests none.
     *
     * @throws RuntimeException if the keys cannot be read now
     */
    public Map<String, String> issue(BuildRow build, JobDefinition job) {
        Map<String, String> tokens = new LinkedHashMap<>();
        if (!job.identities().isEmpty()) {
            SigningKeys.Signing key = keys.signing();
            for (IdentityDefinition identity : job.identities()) {
                tokens.put(identity.variable(), issue(build, job.name(), identity.audience(), key));
            }
        }
        return tokens;
    }

    private String issue(BuildRow build, String job, String audience, SigningKeys.Signing key) {
        Instant now = clock.instant();
        JwtClaimsBuilder claims = Jwt.issuer(issuer.url())
                .subject(TokenClaims.subject(build))
                .audience(audience)
                .issuedAt(now.minus(BACK_DATED))
                .claim("nbf", now.minus(BACK_DATED).getEpochSecond())
                .expiresAt(now.plus(config.lifetime()))
                .claim("jti", UUID.randomUUID().toString());
        TokenClaims.of(build, job).forEach(claims::claim);
        try {
            return claims.jws()
                    .keyId(key.id())
                    .algorithm(SignatureAlgorithm.RS256)
                    .sign(key.key());
        } catch (JwtException e) {
            throw new IllegalStateException("the key %s cannot sign".formatted(key.id()), e);
        }
    }
}
