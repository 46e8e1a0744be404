package dev.millrace.simulator.app;

import dev.millrace.simulator.settings.SimulatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Installation tokens in the stateless format GitHub rolls out since 2026-04-27, {@code ghs_<app id>_<three base64url parts>}:
 * some 250 characters, so a client that assumes 40 fails.
 */
@ApplicationScoped
public class InstallationTokens {

    private final GitHubApp app;
    private final Clock clock;
    private final Duration lifetime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, InstallationToken> byValue = new ConcurrentHashMap<>();

    InstallationTokens(GitHubApp app, Clock clock, SimulatorConfig config) {
        this.app = app;
        this.clock = clock;
        this.lifetime = config.tokenLifetime();
    }

    public InstallationToken mint(
            Installation installation, Optional<Set<Long>> repositoryIds, Map<String, String> permissions) {
        Instant expiresAt = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        InstallationToken token = new InstallationToken(
                value(installation, expiresAt), installation, repositoryIds, permissions, expiresAt);
        byValue.values().removeIf(old -> old.expiresAt().isBefore(clock.instant()));
        byValue.put(token.value(), token);
        return token;
    }

    /** The token if it was issued, is not revoked and has not expired. */
    public Optional<InstallationToken> find(String value) {
        return Optional.ofNullable(byValue.get(value))
                .filter(token -> clock.instant().isBefore(token.expiresAt()));
    }

    public void revoke(InstallationToken token) {
        byValue.remove(token.value());
    }

    public void revokeAll(Installation installation) {
        byValue.values().removeIf(token -> token.installation() == installation);
    }

    public void clear() {
        byValue.clear();
    }

    private String value(Installation installation, Instant expiresAt) {
        byte[] signature = new byte[64];
        random.nextBytes(signature);
        String claims = "{\"iss\":%d,\"sub\":%d,\"exp\":%d,\"jti\":\"%s\"}"
                .formatted(app.id(), installation.id(), expiresAt.getEpochSecond(), UUID.randomUUID());
        return "ghs_%d_%s.%s.%s"
                .formatted(
                        app.id(),
                        base64("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)),
                        base64(claims.getBytes(StandardCharsets.UTF_8)),
                        base64(signature));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
