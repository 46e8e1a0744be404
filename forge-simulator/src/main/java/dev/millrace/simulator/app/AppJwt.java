package dev.millrace.simulator.app;

import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/** Verifies the JWT that authenticates the App, with GitHub's message for each error. */
@ApplicationScoped
public class AppJwt {

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

    private final GitHubApp app;
    private final Clock clock;

    AppJwt(GitHubApp app, Clock clock) {
        this.app = app;
        this.clock = clock;
    }

    /**
     * Accepts RS256, signed with the App's key, issued by its id or client id, not issued in the future, and expiring in the
     * future but within 10 minutes.
     *
     * @throws GitHubFailure 401 otherwise; 404 if another app issued it
     */
    public void verify(String jwt) {
        try {
            check(JwtClaims.parse(payload(jwt)));
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            throw undecodable();
        }
    }

    private String payload(String jwt) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new AlgorithmConstraints(
                AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256));
        signature.setCompactSerialization(jwt);
        signature.setKey(app.publicKey());
        if (!signature.verifySignature()) {
            throw undecodable();
        }
        return signature.getPayload();
    }

    private void check(JwtClaims claims) throws MalformedClaimException {
        Object issuer = claims.getClaimValue("iss");
        if (issuer == null || !(issuer.toString().equals(String.valueOf(app.id())) || issuer.equals(app.clientId()))) {
            throw GitHubFailure.of(404, "Integration not found");
        }
        Instant now = clock.instant();
        NumericDate issuedAt = claims.getIssuedAt();
        if (issuedAt == null || issuedAt.getValue() > now.getEpochSecond()) {
            throw GitHubFailure.of(
                    401,
                    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
        }
        NumericDate expiresAt = claims.getExpirationTime();
        if (expiresAt == null || expiresAt.getValue() <= now.getEpochSecond()) {
            throw GitHubFailure.of(
                    401,
                    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
        }
        if (expiresAt.getValue() > now.plus(LONGEST_LIFE).getEpochSecond()) {
            throw GitHubFailure.of(401, "'Expiration time' claim ('exp') is too far in the future");
        }
    }

    private static GitHubFailure undecodable() {
        return GitHubFailure.of(401, "A JSON web token could not be decoded");
    }
}
