package dev.millrace.ingest.hook;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a hook signs with.
 *
 * @param id of its row
 * @param key for HMAC-SHA256: the UTF-8 bytes of the secret; of SourceHut, those of the Base64 of its public key
 */
public record HookSecret(UUID id, SecretKeySpec key) {

    static HookSecret of(UUID id, String secret) {
        return new HookSecret(id, new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    }

    /** The secret as it was configured. */
    String text() {
        return new String(key.getEncoded(), StandardCharsets.UTF_8);
    }

    /** Identifies the secret without revealing it. */
    @Override
    public String toString() {
        return "HookSecret[" + id + "]";
    }
}
