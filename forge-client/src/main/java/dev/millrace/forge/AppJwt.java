package dev.millrace.forge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

/** The token by which our App authenticates itself: RS256, for calls under {@code /app}. */
final class AppJwt {

    /** GitHub refuses tokens "issued in the future", and clocks differ. */
    private static final Duration BACK_DATED = Duration.ofSeconds(60);

    /** GitHub allows 600 s from issue to expiry; its clock may be ahead of ours. */
    private static final Duration LIFETIME = Duration.ofSeconds(540);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = BASE64.encodeToString(utf8("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"));

    private final GitHubConfig config;
    private final Clock clock;

    AppJwt(GitHubConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** @throws ForgeFailure {@code AUTHENTICATION_REFUSED} if there is no App, or its key cannot be used */
    String mint() {
        String appId = config.appId().filter(id -> !id.isBlank()).orElseThrow(() -> refused("millrace.github.app-id"));
        long now = clock.instant().getEpochSecond();
        long issuedAt = now - BACK_DATED.toSeconds();
        String claims = "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
                .formatted(issuedAt, issuedAt + LIFETIME.toSeconds(), appId.strip());
        String signed = HEADER + "." + BASE64.encodeToString(utf8(claims));
        return signed + "." + BASE64.encodeToString(sign(signed));
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key());
            signature.update(utf8(text));
            return signature.sign();
        } catch (GeneralSecurityException e) {
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
