package dev.millrace.kit.identity.record;

import dev.millrace.events.Topic;
import dev.millrace.kit.identity.key.PublicKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of records on {@code access.*} against the platform's public key. Without a key, nothing on these
 * topics is accepted. Safe to share between threads.
 */
public final class RecordVerifier {

    private final Optional<PublicKey> key;

    /** @param key EC P-256 */
    public RecordVerifier(Optional<PublicKey> key) {
        this.key = key;
    }

    /**
     * A verifier with the key in a file, {@code millrace.platform.public-key-file}, PEM; it is read once.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if it holds no EC P-256 key
     */
    public static RecordVerifier withKeyIn(Optional<Path> file) {
        return new RecordVerifier(file.map(RecordVerifier::read));
    }

    /** Outcome of {@link #check}. */
    public enum Authenticity {
        /** signed by the platform, or on a topic whose records are not signed */
        AUTHENTIC,
        UNSIGNED,
        WRONG_SIGNATURE,
        /**
         * No service writes records without a value: a signed record states that a key or link has ended. Compaction may
         * drop either.
         */
        TOMBSTONE,
        /** no public key is configured here */
        NO_KEY;

        /** For metrics and logs. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the record is from the platform; only an authentic one may have an effect. */
    public Authenticity check(
            String topic, @Nullable String recordKey, Map<String, String> headers, byte @Nullable [] value) {
        if (!Topic.isSigned(topic)) {
            return Authenticity.AUTHENTIC;
        }
        if (key.isEmpty()) {
            return Authenticity.NO_KEY;
        }
        if (value == null) {
            return Authenticity.TOMBSTONE;
        }
        String signature = headers.get(RecordSignature.HEADER);
        if (signature == null || recordKey == null) {
            return Authenticity.UNSIGNED;
        }
        return isRight(key.get(), signature, RecordSignature.signed(topic, recordKey, headers, value))
                ? Authenticity.AUTHENTIC
                : Authenticity.WRONG_SIGNATURE;
    }

    private static boolean isRight(PublicKey key, String text, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(RecordSignature.ALGORITHM);
            signature.initVerify(key);
            signature.update(signed);
            return signature.verify(Base64.getUrlDecoder().decode(text));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // not base64url, not 64 bytes, or not made by this kind of key
        }
    }

    private static PublicKey read(Path file) {
        try {
            PublicKey key = PublicKeys.read(Files.readString(file));
            if (!key.getAlgorithm().equals("EC")) {
                throw new IllegalArgumentException(
                        "the platform's public key %s is %s; it must be EC P-256".formatted(file, key.getAlgorithm()));
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException("the platform's public key cannot be read from " + file, e);
        }
    }
}
