package dev.millrace.forge;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

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

    /** @throws ForgeFailure {@code AUTHENTICATION_REFUSED} if there is no App, or its key cannot be used */
    String mint() {
        String appId = config.appId().filter(id -> !id.isBlank()).orElseThrow(() -> refused("millrace.github.app-id"));
        Instant issuedAt = clock.instant().minus(BACK_DATED);
        try {
            return Jwt.issuer(appId.strip())
                    .issuedAt(issuedAt)
                    .expiresAt(issuedAt.plus(LIFETIME))
                    .jws()
                    .algorithm(SignatureAlgorithm.RS256)
                    .sign(key());
        } catch (GeneralSecurityException | JwtException e) {
            throw new ForgeFailure(
                    ForgeFailure.Kind.AUTHENTICATION_REFUSED,
                    "the App's private key cannot sign: " + e.getMessage(),
                    e);
        }
    }

    private PrivateKey key() throws GeneralSecurityException {
        var file = config.privateKeyFile().orElseThrow(() -> refused("millrace.github.private-key-file"));
        try {
            return PrivateKeyPem.read(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new ForgeFailure(
                    ForgeFailure.Kind.AUTHENTICATION_REFUSED, "the App's private key cannot be read from " + file, e);
        }
    }

    private static ForgeFailure refused(String key) {
        return new ForgeFailure(
                ForgeFailure.Kind.AUTHENTICATION_REFUSED, 0, "no GitHub App is configured: " + key + " is not set");
    }
}
