package dev.millrace.ingest.hook;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares the HMAC-SHA256 of a body with what a header claims: a prefix, which may be empty, and 64 hex digits, over the
 * bytes as received.
 */
final class SignatureCheck {

    private static final int DIGEST_BYTES = 32;

    private final String prefix;

    /** @param prefix before the digits, for example {@code sha256=} */
    SignatureCheck(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The secret that made this signature; empty if none of these did, or if the header is absent or not a signature.
     *
     * @param secrets tried in order
     */
    Optional<HookSecret> matching(SignedBytes body, Optional<String> header, List<HookSecret> secrets) {
        return header.flatMap(this::claimed)
                .flatMap(claimed -> secrets.stream()
                        .filter(secret -> MessageDigest.isEqual(hmac(secret.key(), body), claimed))
                        .findFirst());
    }

    /** Whether the header has the format of a signature. */
    boolean isSignature(String header) {
        return claimed(header).isPresent();
    }

    private Optional<byte[]> claimed(String header) {
        if (!header.startsWith(prefix) || header.length() != prefix.length() + 2 * DIGEST_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.of().parseHex(header, prefix.length(), header.length()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not hex digits: not a signature, and the caller counts it as such
        }
    }

    static byte[] hmac(SecretKeySpec key, SignedBytes body) {
        try {
            var mac = Mac.getInstance("HmacSHA256"); // a Mac has state: one for each call, never shared
            mac.init(key);
            body.into(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
