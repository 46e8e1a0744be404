package dev.millrace.webhook.delivery;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies a signature as a receiver does, by the rules of the SDK's verifier and without our code. */
public final class Verifier {

    private Verifier() {}

    /** Empty text if the SDK would accept it, else why not. */
    public static String objection(String header, String body, String secret, Instant now) {
        String time = "";
        String hash = "";
        for (String part : header.split(",", -1)) {
            String[] field = part.strip().split("=", 2);
            switch (field[0]) {
                case "t" -> time = field[1];
                case "sha256" -> hash = field[1];
                default -> {
                    // others are ignored
                }
            }
        }
        if (!time.matches("\\d+") || hash.isEmpty()) {
            return "malformed";
        }
        long age = now.getEpochSecond() - Long.parseLong(time);
        if (age > 300) {
            return "too old";
        }
        if (age < -60) {
            return "in the future";
        }
        return hash.equals(expected(time + "." + body, secret)) ? "" : "wrong signature";
    }

    private static String expected(String signed, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            BigInteger hash = new BigInteger(1, mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            String digits = hash.toString(16).toLowerCase(Locale.ROOT);
            return HexFormat.of().formatHex(HexFormat.of().parseHex("0".repeat(64 - digits.length()) + digits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
