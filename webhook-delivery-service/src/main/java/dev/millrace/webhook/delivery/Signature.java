package dev.millrace.webhook.delivery;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The header {@code X-Pierre-Signature}, which proves to a receiver who sent a delivery and when. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * {@code t=<unix seconds>,sha256=<hex>}: HMAC-SHA256 over the seconds, a dot and the body. Receivers reject what is
     * older than five minutes, so each attempt has a signature of its own.
     *
     * @param secret at least one byte
     * @param body as sent, in UTF-8
     */
    static String header(byte[] secret, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            String signed = at.getEpochSecond() + "." + body;
            byte[] hash = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return "t=%d,sha256=%s"
                    .formatted(at.getEpochSecond(), HexFormat.of().formatHex(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
