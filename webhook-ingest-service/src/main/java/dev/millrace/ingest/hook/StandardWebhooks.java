package dev.millrace.ingest.hook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of the Standard Webhooks specification, version 1: {@code webhook-signature} has one or more of {@code
 * v1,<base64>}, separated by spaces, each the HMAC-SHA256 of {@code webhook-id.webhook-timestamp.body}.
 */
final class StandardWebhooks {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    /** How far the timestamp may be from our clock, in both directions. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String SECRET_PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final int MOST_SIGNATURES = 20;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private StandardWebhooks() {}

    /** Whether a secret is written as a key for this scheme, so that it is never sent in clear text. */
    static boolean isKey(HookSecret secret) {
        return secret.text().startsWith(SECRET_PREFIX);
    }

    /** What is wrong with a secret that is written as a key. */
    static Optional<String> problem(String secret) {
        return secret.startsWith(SECRET_PREFIX) && decoded(secret).isEmpty()
                ? Optional.of("after whsec_ follows Base64")
                : Optional.empty();
    }

    /** The secret that made one of the signatures; empty if none did, or a header is missing. */
    static Optional<HookSecret> matching(HookHeaders headers, SignedBytes body, List<HookSecret> secrets) {
        Optional<String> id = headers.find(ID);
        Optional<String> timestamp = headers.find(TIMESTAMP);
        List<byte[]> claimed = headers.find(SIGNATURE).stream()
                .flatMap(header -> Arrays.stream(header.split(" ", MOST_SIGNATURES)))
                .filter(signature -> signature.startsWith(VERSION))
                .flatMap(signature -> base64(signature.substring(VERSION.length())).stream())
                .toList();
        if (id.isEmpty() || timestamp.isEmpty() || claimed.isEmpty()) {
            return Optional.empty();
        }
        byte[] head = (id.get() + "." + timestamp.get() + ".").getBytes(StandardCharsets.UTF_8);
        SignedBytes content = sink -> {
            sink.take(head, 0, head.length);
            body.into(sink);
        };
        return secrets.stream()
                .filter(secret -> keys(secret).anyMatch(key -> isAny(claimed, SignatureCheck.hmac(key, content))))
                .findFirst();
    }

    /** Whether the timestamp, in seconds since 1970, is near enough to our clock. */
    static boolean isCurrent(HookHeaders headers, Instant now) {
        return headers.find(TIMESTAMP)
                .filter(seconds -> SECONDS.matcher(seconds).matches())
                .map(seconds -> Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now)
                        .abs())
                .filter(distance -> distance.compareTo(TOLERANCE) <= 0)
                .isPresent();
    }

    private static boolean isAny(List<byte[]> claimed, byte[] made) {
        boolean found = false;
        for (byte[] signature : claimed) {
            found |= MessageDigest.isEqual(made, signature); // no early end: time must not show which one matched
        }
        return found;
    }

    /** A secret without the prefix may be the key's Base64 all the same, or the key itself. */
    private static Stream<SecretKeySpec> keys(HookSecret secret) {
        Stream<SecretKeySpec> decoded =
                decoded(secret.text()).map(key -> new SecretKeySpec(key, "HmacSHA256")).stream();
        return isKey(secret) ? decoded : Stream.concat(decoded, Stream.of(secret.key()));
    }

    private static Optional<byte[]> decoded(String secret) {
        return base64(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret)
                .filter(key -> key.length > 0);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not Base64: not a signature or key of this scheme
        }
    }
}
