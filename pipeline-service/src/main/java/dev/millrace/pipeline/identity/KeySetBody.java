package dev.millrace.pipeline.identity;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A set of public keys (RFC 7517). */
record KeySetBody(List<KeyBody> keys) {

    /** An RSA key; {@code n} and {@code e} are base64url of the number without leading zeros. */
    record KeyBody(String kty, String use, String alg, String kid, String n, String e) {}

    static KeySetBody of(List<SigningKeys.Published> keys) {
        return new KeySetBody(
                keys.stream().map(key -> body(key.id(), key.key())).toList());
    }

    private static KeyBody body(String id, RSAPublicKey key) {
        return new KeyBody("RSA", "sig", "RS256", id, encode(key.getModulus()), encode(key.getPublicExponent()));
    }

    private static String encode(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
