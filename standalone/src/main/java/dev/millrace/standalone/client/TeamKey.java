package dev.millrace.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.standalone.platform.PlatformKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A key pair of a team, and the tokens that it signs (JWT, ES256): the platform only ever learns the public half. */
public final class TeamKey {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String team;
    private final String subject;
    private final KeyPair pair;
    private final Clock clock;

    private TeamKey(String team, String subject, KeyPair pair, Clock clock) {
        this.team = team;
        this.subject = subject;
        this.pair = pair;
        this.clock = clock;
    }

    /** A new key, EC P-256. */
    public static TeamKey newFor(String team, Clock clock) {
        return new TeamKey(team, "demo", PlatformKeys.newKeyPair("EC", 256), clock);
    }

    /**
     * An existing key.
     *
     * @param subject its user, for logs: the {@code sub} of its tokens
     */
    public static TeamKey of(String team, String subject, KeyPair pair, Clock clock) {
        return new TeamKey(team, subject, pair, clock);
    }

    /** The public key that the team registers with the platform, PEM. */
    public String publicKeyPem() {
        return PlatformKeys.pem("PUBLIC KEY", pair.getPublic());
    }

    /**
     * A token for one repository.
     *
     * @param repository {@code owner/name}
     * @param scopes for example {@code git:read}
     */
    public String token(String repository, Duration lifetime, String... scopes) {
        Instant now = clock.instant();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", team);
        claims.put("sub", subject);
        claims.put("repo", repository);
        claims.put("scopes", List.of(scopes));
        claims.put("iat", now.getEpochSecond() - 30);
        claims.put("exp", now.plus(lifetime).getEpochSecond());
        String signed = encode(Map.of("alg", "ES256", "typ", "JWT")) + "." + encode(claims);
        return signed + "." + BASE64.encodeToString(sign(signed));
    }

    private byte[] sign(String text) {
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime signs with P-256", e);
        }
    }

    private static String encode(Map<String, ?> part) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(part));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + part, e);
        }
    }
}
