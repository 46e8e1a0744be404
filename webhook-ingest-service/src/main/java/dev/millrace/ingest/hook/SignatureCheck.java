package dev.millrace.ingest.hook;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Compares the HMAC-SHA256 of a body with what {@code X-Hub-Signature-256} claims: {@code sha256=} and 64 hex digits, over
 * the bytes as received ("Validating webhook deliveries" in GitHub's documentation).
 */
public final class SignatureCheck {

    private static final String PREFIX = "sha256=";
    private static final int DIGEST_BYTES = 32;

    private SignatureCheck() {}

    /**
     * The secret that made this signature; empty if none of these did, or if the header is absent or not a signature.
     *
     * @param body passes the bytes to its argument, as received, never decoded and re-encoded; called for each secret
     * @param header value of {@code X-Hub-Signature-256}
     * @param secrets tried in order
     */
    public static Optional<HookSecret> matching(Consumer<Mac> body, @Nullable String header, List<HookSecret> secrets) {
        Optional<byte[]> claimed = claimed(header);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        return secrets.stream()
                .filter(secret -> MessageDigest.isEqual(hmac(body, secret), claimed.get()))
                .findFirst();
    }

    /** Whether the header has the format of a signature; checked before a body is read. */
    public static boolean isSignature(@Nullable String header) {
        return claimed(header).isPresent();
    }

    private static Optional<byte[]> claimed(@Nullable String header) {
        if (header == null || !header.startsWith(PREFIX) || header.length() != PREFIX.length() + 2 * DIGEST_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.of().parseHex(header, PREFIX.length(), header.length()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not hex digits: not a signature, and the caller counts it as such
        }
    }

    private static byte[] hmac(Consumer<Mac> body, HookSecret secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256"); // a Mac has state: one for each call, never shared
            mac.init(secret.key());
            body.accept(mac);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
