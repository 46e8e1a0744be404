package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged.Purpose;
import dev.millrace.events.access.ForgeConnectionChanged.SealedSecret;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * An active secret of a connection, as ciphertext.
 *
 * @param id unique
 * @param purpose what it is used for
 * @param sealed base64 of the ciphertext
 * @param createdAt by our clock
 * @param fromSettings whether the settings state it; if they do not any more, it is removed
 */
record ConnectionSecret(UUID id, Purpose purpose, String sealed, Instant createdAt, boolean fromSettings) {

    static ConnectionSecret of(UUID id, Purpose purpose, byte[] sealed, Instant createdAt, boolean fromSettings) {
        return new ConnectionSecret(id, purpose, Base64.getEncoder().encodeToString(sealed), createdAt, fromSettings);
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(sealed);
    }

    SealedSecret toEvent() {
        return new SealedSecret(id, purpose, sealed, createdAt);
    }

    /** Identifies the secret; the ciphertext is nothing for logs either. */
    @Override
    public String toString() {
        return "ConnectionSecret[" + id + ", " + purpose + "]";
    }
}
