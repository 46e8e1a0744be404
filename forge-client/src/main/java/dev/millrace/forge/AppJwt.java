package dev.millrace.forge;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The token by which our App authenticates itself: RS256, for calls under {@code /app}. */
final class AppJwt {

    /** GitHub refuses tokens "issued in the future", and clocks differ. */
    private static final Duration BACK_DATED = Duration.ofSeconds(60);

    /** GitHub allows 600 s from issue to expiry; its clock may be ahead of ours. */
    private static final Duration LIFETIME = Duration.ofSeconds(540);

    private final GitHubConfig config;
    private final Clock clock;

    AppJwt(GitHubConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * A token signed with the newest key.
     *
     * @throws ForgeFailure {@code AUTHENTICATION_REFUSED} if there is no App, or its key cannot be used
     */
    String mint() {
        return mint(0);
    }

    /**
     * A token for an attempt after others that the forge refused: signed with the next older key, or with the newest again
     * where there is no other.
     *
     * @param refused how many were refused
     * @throws ForgeFailure as {@link #mint()}
     */
    String mint(int refused) {
        String appId = config.appId()
                .filter(id -> !id.isBlank())
                .orElseThrow(() -> refused(
                        "no GitHub App is configured for " + config.host().instance()));
        List<String> keys = config.keys().read();
        if (keys.isEmpty()) {
            throw refused("App %s at %s has no private key"
                    .formatted(appId, config.host().instance()));
        }
        Instant issuedAt = clock.instant().minus(BACK_DATED);
        try {
            return Jwt.issuer(appId.strip())
                    .issuedAt(issuedAt)
                    .expiresAt(issuedAt.plus(LIFETIME))
                    .jws()
                    .algorithm(SignatureAlgorithm.RS256)
                    .sign(PrivateKeyPem.read(keys.get(refused % keys.size())));
        } catch (GeneralSecurityException | JwtException e) {
            throw new ForgeFailure(
                    ForgeFailure.Kind.AUTHENTICATION_REFUSED,
                    "the App's private key cannot sign: " + e.getMessage(),
                    e);
        }
    }

    /** How many tokens the forge may refuse before its refusal is final: one for each key, and two at least. */
    int attempts() {
        return Math.max(2, config.keys().read().size());
    }

    private static ForgeFailure refused(String message) {
        return new ForgeFailure(ForgeFailure.Kind.AUTHENTICATION_REFUSED, 0, message);
    }
}
