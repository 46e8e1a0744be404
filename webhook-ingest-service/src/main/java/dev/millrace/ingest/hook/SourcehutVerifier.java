package dev.millrace.ingest.hook;

import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SourceHut: an Ed25519 signature of the body followed by {@code X-Payload-Nonce}, made with the key of the service. What is
 * configured as a secret is the public key, in Base64: its 32 bytes, or X.509.
 */
final class SourcehutVerifier implements DeliveryVerifier {

    private static final String SIGNATURE = "X-Payload-Signature";
    private static final String NONCE = "X-Payload-Nonce";
    private static final String EVENT = "X-Webhook-Event";
    private static final String DELIVERY = "X-Webhook-Delivery";
    private static final Pattern EVENT_NAME = Pattern.compile("[A-Za-z0-9_:.-]{1,64}");
    private static final Set<String> KEPT =
            Set.of("x-webhook-event", "x-webhook-delivery", "x-payload-nonce", "user-agent", "content-type");

    private static final int SIGNATURE_BYTES = 64;
    private static final int KEY_BYTES = 32;

    /** What X.509 puts before the 32 bytes of a key (RFC 8410, section 4). */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The JDK copies what an Ed25519 signature covers. */
    @Override
    public long longestBody() {
        return 1024 * 1024;
    }

    @Override
    public Optional<NoProof> missing(HookHeaders headers) {
        boolean present =
                headers.find(SIGNATURE).flatMap(SourcehutVerifier::signature).isPresent()
                        && headers.find(NONCE).isPresent();
        return present ? Optional.empty() : Optional.of(new NoProof(rule()));
    }

    @Override
    public Optional<String> event(HookHeaders headers) {
        return headers.find(EVENT);
    }

    @Override
    public boolean keeps(String header) {
        return KEPT.contains(header);
    }

    @Override
    public Optional<String> problem(String secret) {
        return publicKey(secret).isPresent()
                ? Optional.empty()
                : Optional.of("SourceHut needs its public Ed25519 key in Base64");
    }

    @Override
    public Verification verify(HookConnection connection, HookHeaders headers, SignedBytes body, Instant receivedAt) {
        Optional<byte[]> signature = headers.find(SIGNATURE).flatMap(SourcehutVerifier::signature);
        Optional<String> nonce = headers.find(NONCE);
        if (signature.isEmpty() || nonce.isEmpty()) {
            return new NoProof(rule());
        }
        return connection.secrets().stream()
                .filter(secret -> publicKey(secret.text())
                        .filter(key -> isSigned(key, signature.get(), body, nonce.get()))
                        .isPresent())
                .findFirst()
                .<Verification>map(secret -> identified(connection, headers, secret))
                .orElseGet(() -> new BadProof(rule()));
    }

    private static Verification identified(HookConnection connection, HookHeaders headers, HookSecret secret) {
        Optional<String> event =
                headers.find(EVENT).filter(name -> EVENT_NAME.matcher(name).matches());
        Optional<String> delivery = headers.find(DELIVERY).map(id -> DeliveryIds.of(connection, id));
        if (event.isEmpty() || delivery.isEmpty()) {
            return new Unidentified(secret, EVENT + " or " + DELIVERY + " is missing or not a name");
        }
        return new Verified(secret, event.get(), "", delivery.get());
    }

    private static boolean isSigned(PublicKey key, byte[] signature, SignedBytes body, String nonce) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            body.into(check::update);
            check.update(nonce.getBytes(StandardCharsets.UTF_8));
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // 64 bytes that are no point of the curve: not a signature
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has Ed25519", e);
        }
    }

    private static Optional<byte[]> signature(String header) {
        return base64(header).filter(bytes -> bytes.length == SIGNATURE_BYTES);
    }

    private static Optional<PublicKey> publicKey(String text) {
        return base64(text).flatMap(bytes -> {
            try {
                byte[] encoded = bytes.length == KEY_BYTES ? withHead(bytes) : bytes;
                return Optional.of(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException e) {
                return Optional.empty(); // not a key: reported when the connection is configured
            }
        });
    }

    private static byte[] withHead(byte[] key) {
        byte[] encoded = new byte[X509_HEAD.length + KEY_BYTES];
        System.arraycopy(X509_HEAD, 0, encoded, 0, X509_HEAD.length);
        System.arraycopy(key, 0, encoded, X509_HEAD.length, KEY_BYTES);
        return encoded;
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not Base64: the caller reports it
        }
    }

    private static String rule() {
        return SIGNATURE + " or " + NONCE + " is missing or made with another key";
    }
}
