package dev.millrace.kit.identity.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Public keys in PEM: which kinds are accepted, and why another is not. */
public final class PublicKeys {

    private static final int SMALLEST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;

    private PublicKeys() {}

    /**
     * Reads an X.509 SubjectPublicKeyInfo in PEM.
     *
     * @throws IllegalArgumentException with a message for people if it is not a key, or is of a kind that cannot sign tokens
     *     here: only EC P-256, RSA of at least 2,048 bits and Ed25519 do
     */
    public static PublicKey read(String pem) {
        byte[] der = der(pem);
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return checked(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                // not of this kind; the next may match
            }
        }
        throw new IllegalArgumentException("the key is neither EC P-256 nor RSA nor Ed25519");
    }

    private static byte[] der(String pem) {
        String text = pem.strip();
        if (!text.startsWith("-----BEGIN PUBLIC KEY-----") || !text.endsWith("-----END PUBLIC KEY-----")) {
            throw new IllegalArgumentException(
                    "the key is not a PEM text from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----'");
        }
        String body = text.substring(
                "-----BEGIN PUBLIC KEY-----".length(), text.length() - "-----END PUBLIC KEY-----".length());
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key's PEM text holds no valid base64", e);
        }
    }

    private static PublicKey checked(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA_BITS) {
            throw new IllegalArgumentException("the RSA key has %d bits; at least %d are needed"
                    .formatted(rsa.getModulus().bitLength(), SMALLEST_RSA_BITS));
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() != P256_BITS) {
            throw new IllegalArgumentException("the EC key is not on the curve P-256");
        }
        return key;
    }
}
