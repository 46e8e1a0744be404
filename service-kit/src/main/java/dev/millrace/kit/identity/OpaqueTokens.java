package dev.millrace.kit.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Tokens that are random texts and no JWTs: access tokens, and at the gateway the administrator's token. */
public interface OpaqueTokens {

    /** How access tokens begin. */
    String ACCESS_TOKEN_PREFIX = "mr_";

    /** How the administrator's token begins. */
    String ADMINISTRATOR_TOKEN_PREFIX = "mra_";

    /** The caller whose token this is; empty if it is unknown, has expired or was revoked. */
    Optional<Caller> find(String token);

    /** Whether a text is meant as such a token. */
    static boolean isOpaque(String token) {
        return token.startsWith(ACCESS_TOKEN_PREFIX) || token.startsWith(ADMINISTRATOR_TOKEN_PREFIX);
    }

    /** SHA-256 of the token's text, 64 lower-case hex digits: what is stored and published instead of the token. */
    static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
