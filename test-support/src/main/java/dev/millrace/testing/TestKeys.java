package dev.millrace.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Key pairs and the tokens they sign. */
public final class TestKeys {

    private TestKeys() {}

    /** EC P-256, for ES256. */
    public static KeyPair ec() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RSA with 2,048 bits, for RS256. */
    public static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ed25519, for EdDSA. */
    public static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code PUBLIC KEY} or {@code PRIVATE KEY} in PEM. */
    public static String pem(Key key) {
        String label = key instanceof java.security.PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY";
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }

    /** Claims of an ordinary token; a test may change them before {@link #sign}. */
    public static JwtClaims claims(String team, String repository, Instant expiresAt, String... scopes) {
        var claims = new JwtClaims();
        claims.setIssuer(team);
        claims.setSubject("test");
        claims.setStringClaim("repo", repository);
        claims.setStringListClaim("scopes", List.of(scopes));
        claims.setIssuedAt(NumericDate.fromSeconds(expiresAt.getEpochSecond() - 3600));
        claims.setExpirationTime(NumericDate.fromSeconds(expiresAt.getEpochSecond()));
        return claims;
    }

    /** Signs with the algorithm that fits the key. */
    public static String sign(KeyPair keys, JwtClaims claims) {
        return sign(keys, claims.toJson());
    }

    /** As {@link #sign(KeyPair, JwtClaims)} for claims as text, also ones that no library writes. */
    public static String sign(KeyPair keys, String claims) {
        String algorithm = switch (keys.getPrivate().getAlgorithm()) {
            case "EC" -> "ES256";
            case "RSA" -> "RS256";
            default -> "EdDSA";
        };
        var signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setPayload(claims);
        signature.setKey(keys.getPrivate());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The attack: the same claims with {@code alg: none} and no signature. */
    public static String unsigned(JwtClaims claims) {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8)) + ".";
    }
}
