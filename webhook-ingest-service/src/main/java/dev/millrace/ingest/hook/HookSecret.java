package dev.millrace.ingest.hook;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a hook signs with.
 *
 * @param id unique
 * @param key for HMAC-SHA256: the UTF-8 bytes of the secret; of SourceHut, those of the Base64 of its public key
 * @param connectionId the forge connection that it belongs to; empty if it belongs to none
 * @param instance host of that connection's forge, lower case
 */
public record HookSecret(UUID id, SecretKeySpec key, String connectionId, String instance) {

    static HookSecret of(UUID id, String secret, String connectionId, String instance) {
        var key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        return new HookSecret(id, key, connectionId, instance);
    }

    /** The secret as it was entered. */
    String text() {
        return new String(key.getEncoded(), StandardCharsets.UTF_8);
    }

    /** Identifies the secret without revealing it. */
    @Override
    public String toString() {
        return "HookSecret[" + id + "]";
    }
}
